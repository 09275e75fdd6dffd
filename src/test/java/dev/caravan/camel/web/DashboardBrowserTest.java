package dev.caravan.camel.web;

import static dev.caravan.web.FakeDaemon.stream;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.incident.Incident;
import dev.caravan.stream.StreamStatus;
import dev.caravan.stream.StreamStatus.Phase;
import dev.caravan.testing.Chromium;
import dev.caravan.web.CheckResult;
import dev.caravan.web.FakeDaemon;
import dev.caravan.web.Timeline;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/** The page in a real Chromium, over a daemon that the test holds. */
class DashboardBrowserTest {
  /** Where text is too pale for its ground; WCAG AA, on what is not see-through. */
  private static final String TOO_PALE =
      """
      const light = colour => {
        const [r, g, b] = colour.match(/[\\d.]+/g).map(Number)
          .map(c => c / 255).map(c => c <= .03928 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4);
        return .2126 * r + .7152 * g + .0722 * b;
      };
      const seeThrough = colour => /rgba\\(.*, 0(\\.\\d+)?\\)/.test(colour);
      const ground = at => {
        for (; at; at = at.parentElement) {
          const colour = getComputedStyle(at).backgroundColor;
          if (!seeThrough(colour)) return colour;
        }
        return getComputedStyle(document.body).backgroundColor;
      };
      const pale = [];
      for (const at of document.querySelectorAll("body *")) {
        const says = [...at.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
        const style = getComputedStyle(at);
        if (!says || !at.offsetParent || parseFloat(style.fontSize) === 0) continue;
        const [a, b] = [light(style.color), light(ground(at))].sort((x, y) => y - x);
        const ratio = (a + .05) / (b + .05), large = parseFloat(style.fontSize) >= 18.6;
        if (ratio < (large ? 3 : 4.5)) pale.push(at.textContent.trim() + " " + ratio.toFixed(2));
      }
      return pale;
      """;

  private static Chromium browser;

  private final FakeDaemon daemon = new FakeDaemon();
  private WebHarness web;

  @BeforeAll
  static void openBrowser() {
    browser = Chromium.open();
  }

  @BeforeEach
  void start() throws Exception {
    daemon.withFeed(
        "binance-spot",
        stream("trade", "BTCUSDT", Phase.RECEIVING, 100, 12.5, 40, 0, 1000),
        stream("depth20@100ms", "ETHUSDT", Phase.RECEIVING, 50, 10, 90, 0, 2000));
    daemon.checks = List.of(new CheckResult("feed/binance-spot", true, "all streams receive"));
    web = WebHarness.start(daemon);
    browser.look(1440, 1000, false);
  }

  @AfterEach
  void stop() {
    web.close();
  }

  @Test
  void shouldFollowAStreamAndComeBackAfterARestart() throws Exception {
    browser.visit(web.uri("/dashboard"));
    browser.shows("#link-text", "Live");
    browser.shows("#verdict-word", "Recording");
    assertEquals("1000", cell("BTCUSDT", 8));

    daemon.feeds = List.of();
    daemon.journals = List.of();
    daemon.withFeed(
        "binance-spot",
        stream("trade", "BTCUSDT", Phase.RECEIVING, 130, 77.7, 40, 1, 1030),
        stream("depth20@100ms", "ETHUSDT", Phase.STALE, 50, 0, 9000, 0, 2000));

    browser.until("new numbers", () -> cell("BTCUSDT", 5).equals("77.7"));
    browser.until("a stale stream", () -> cell("ETHUSDT", 4).equals("stale"));
    browser.shows("#verdict-word", "Partly recording");
    browser.shows("#gaps", "1");
    assertEquals(List.of(), browser.complaints());

    int port = web.port();
    web.close();
    browser.shows("#link-text", "Disconnected");
    browser.until("a retry", () -> browser.text("#lost-text").contains("Trying again"));

    web = WebHarness.start(WebOptions.of("127.0.0.1", port), daemon, 1);
    browser.shows("#link-text", "Live");
    assertFalse(browser.find("#lost").isDisplayed());
    browser.run("document.querySelector('#filter').focus()");
    browser.press("depth");
    browser.shows("#streams-count", "1 of 2");

    assertTooManyViewersAreToldPolitely();
  }

  /** The page holds the only place; whoever comes next is told so, also as a page. */
  private void assertTooManyViewersAreToldPolitely() throws Exception {
    browser.visit(URI.create("about:blank"));
    browser.until("it left", () -> viewers().endsWith(" 0.0"));
    WebSocket first =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(
                URI.create("ws://127.0.0.1:" + web.port() + "/ws/dashboard"),
                new WebSocket.Listener() {})
            .get();
    browser.until("somebody else came", () -> viewers().endsWith(" 1.0"));
    browser.visit(web.uri("/dashboard"));

    browser.until(
        "a polite sentence",
        () ->
            browser
                .text("#lost-text")
                .startsWith("Disconnected: the one viewer place is taken, try again later."));
    first.abort();
    browser.until(
        "a place",
        () -> {
          if (browser.find("#again").isDisplayed()) {
            browser.find("#again").click();
          }
          return browser.text("#link-text").equals("Live");
        });
  }

  private String viewers() throws Exception {
    return web.get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith("caravan_viewers{"))
        .findFirst()
        .orElse("");
  }

  @Test
  void shouldShowWhatAVenueSaysAsTextAndNeverAsMarkup() {
    String hostile = "<img src=x onerror=document.title='owned'>";
    daemon.withFeed(hostile, stream(hostile, hostile, Phase.RECEIVING, 1));
    daemon.open =
        List.of(FakeDaemon.incident(1, hostile, Incident.Severity.CRITICAL, hostile, null));
    daemon.checks = List.of(new CheckResult(hostile, false, hostile));
    daemon.timeline.add(
        System.currentTimeMillis(), Timeline.Kind.GAP, hostile, hostile, hostile, 1);

    browser.visit(web.uri("/dashboard"));

    browser.shows("#incidents-open", "1");
    browser.shows("#incidents .key", hostile);
    browser.shows("#checks .why", hostile);
    browser.until("venue", () -> browser.text("#venues").contains(hostile));
    browser.until("event", () -> browser.text("#timeline .said").contains(hostile));
    browser.until("stream", () -> cell(hostile, 2).equals(hostile));
    browser.run(
        "[...document.querySelectorAll('#streams-rows tr')]"
            + ".find(row => row.textContent.includes('<img')).click()");
    browser.shows("#market-title", hostile);
    browser.shows("#ladder-note", "Live data is switched off: caravan.live.enabled is false.");
    assertEquals(1, browser.count("img"), "our own icon only");
    assertEquals(List.of(), browser.complaints());
  }

  @Test
  void shouldBeUsableByKeyboardAlone() {
    browser.visit(web.uri("/dashboard"));
    browser.shows("#streams-count", "2");

    assertEquals("A Skip to the streams", browser.tab());
    assertEquals("theme", browser.tab());
    browser.press(Keys.ENTER);
    browser.shows("#theme", "Light");
    assertEquals("BUTTON binance-spot", browser.tab());
    assertEquals("group", browser.tab());
    assertEquals("show", browser.tab());
    assertEquals("filter", browser.tab());
    assertEquals("streams-table", browser.tab());
    browser.press(Keys.END);
    assertEquals("line-1", active());
    browser.press(Keys.ARROW_UP);
    assertEquals("line-0", active());
    browser.press(Keys.ENTER);
    browser.shows("#market-title", "BTCUSDT");
    assertEquals("BUTTON Symbol", browser.tab());
    browser.press(Keys.ENTER);
    browser.shows("#streams-rows .symbol span", "ETHUSDT");
    browser.press("/");
    assertEquals("filter", browser.run("return document.activeElement.id"));
    browser.press("btc");
    browser.shows("#streams-count", "1 of 2");
    assertEquals(
        web.uri("/dashboard#stream=binance-spot/trade/BTCUSDT").toString(),
        browser.run("return location.href"));
  }

  @Test
  void shouldStayReadableWithThreeThousandStreamsAndFiveIncidents() {
    fill();
    browser.visit(web.uri("/dashboard"));
    browser.shows("#streams-count", "3,186");
    browser.shows("#incidents-count", "5 open, 1 closed lately");
    browser.run(
        "window.jumps = []; new PerformanceObserver(list => list.getEntries()"
            + ".forEach(shift => shift.sources.forEach(({ node }) => {"
            + " const at = node?.nodeType === 1 ? node : node?.parentElement;"
            + " if (at && !at.closest('#streams-window')) window.jumps.push(at.id || at.className"
            + " + ' ' + at.textContent.slice(0, 40)); })))"
            + ".observe({ type: 'layout-shift' })");

    // The last of them, by scrolling; only what can be seen is in the page.
    browser.run("const box = document.querySelector('#streams-window'); box.scrollTop = 1e9");
    browser.until("the last stream", () -> browser.text("#streams-rows").contains("S0999USDT"));
    assertTrue(browser.count("#streams-rows tr") <= 120);
    browser.find("#group").click();
    browser.until("headings", () -> browser.text("#streams-rows .heading").contains("binance"));
    browser.find("#show option[value=troubled]").click();
    browser.shows("#streams-count", "27 of 3,186");
    browser.find("#show option[value=all]").click();
    browser.shows("#streams-count", "3,186");
    browser.screenshot("3186-streams");
    assertEquals(List.of(), browser.run("return window.jumps"), "but the lines, nothing moves");
    assertEquals(
        true,
        browser.run(
            "const left = load => { document.querySelector('#cpu').textContent = load;"
                + " return document.querySelector('#cpu-note').getBoundingClientRect().left; };"
                + " return left('5%') === left('100%')"),
        "nor what stands behind a number that grows");

    for (boolean isDark : new boolean[] {false, true}) {
      browser.look(1440, 1000, isDark);
      assertEquals(List.of(), browser.run(TOO_PALE), isDark ? "dark" : "light");
    }
    for (int width : new int[] {360, 800, 1280, 1440, 1920, 2560}) {
      browser.look(width, 900, false);
      browser.until("drawn", () -> (Boolean) browser.run("return innerWidth == " + width));
      assertEquals(
          Boolean.TRUE,
          browser.run("return document.documentElement.scrollWidth <= window.innerWidth"),
          "width " + width);
      assertTrue(
          browser.find("#streams-rows td.symbol").getSize().width > 60,
          "symbols are readable at width " + width);
    }
    browser.look(2560, 1440, true);
    browser.screenshot("wide");
    browser.look(360, 800, false);
    browser.run("document.querySelector('#streams').scrollIntoView()");
    browser.screenshot("phone-3186-streams");

    assertEquals(List.of(), browser.complaints());
    String here = "//127.0.0.1:" + web.port() + "/";
    assertEquals(
        List.of(),
        browser.requests().stream()
            .filter(url -> !url.contains(here) && !url.startsWith("data:"))
            .toList(),
        "requests to elsewhere");
  }

  /** 531 symbols at six venues, some streams troubled, and five open incidents. */
  private void fill() {
    daemon.feeds = List.of();
    daemon.journals = List.of();
    for (String venue :
        List.of("binance-spot", "binance-usdm", "okx", "gate-spot", "upbit", "bithumb")) {
      daemon.withFeed(
          venue,
          IntStream.range(0, 531)
              .mapToObj(
                  i ->
                      venue.equals("okx") && i % 20 == 7
                          ? stream("kline_1m", name(i), Phase.STALE, 90, 0, 21_000, 2, -1)
                          : stream("kline_1m", name(i), Phase.RECEIVING, 100 + i))
              .toArray(StreamStatus[]::new));
    }
    daemon.open =
        IntStream.rangeClosed(2, 6)
            .mapToObj(
                id ->
                    FakeDaemon.incident(
                        id,
                        "silent/venue-" + id,
                        id < 4 ? Incident.Severity.CRITICAL : Incident.Severity.WARNING,
                        "venue-" + id + ": 27 of 531 streams silent: kline_1m/S0007USDT for 21s",
                        null))
            .toList();
    daemon.recent =
        List.of(
            FakeDaemon.incident(1, "disk", Incident.Severity.WARNING, "Free 9 GB.", Instant.now()));
    daemon.checks = List.of(new CheckResult("feed/okx", false, "27 of 531 streams silent"));
    daemon.timeline.add(
        System.currentTimeMillis(), Timeline.Kind.GAP, "okx", "kline_1m/S0007USDT", "venue", 2);
  }

  private static String name(int i) {
    return i == 530 ? "S0999USDT" : String.format("S%04dUSDT", i);
  }

  private static String active() {
    return String.valueOf(
        browser.run(
            "return document.querySelector('#streams-table')"
                + ".getAttribute('aria-activedescendant')"));
  }

  /** The text of a stream's column, counted from 1. */
  private static String cell(String symbol, int column) {
    return String.valueOf(
        browser.run(
            "return [...document.querySelectorAll('#streams-rows tr')]"
                + ".find(r => r.querySelector('.symbol span').textContent === arguments[0])"
                + "?.children[arguments[1] - 1].textContent",
            symbol,
            column));
  }
}
