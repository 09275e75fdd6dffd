package dev.caravan.camel.web;

import static dev.caravan.web.FakeDaemon.stream;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.incident.Incident;
import dev.caravan.stream.StreamStatus;
import dev.caravan.stream.StreamStatus.Phase;
import dev.caravan.web.CheckResult;
import dev.caravan.web.FakeDaemon;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;

/** The page in a real Chromium, over a daemon that the test holds. */
class DashboardBrowserTest {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");

  private static ChromeDriver browser;

  private final FakeDaemon daemon = new FakeDaemon();
  private WebHarness web;

  @BeforeAll
  static void openBrowser() {
    boolean present = Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER);
    if (!present) {
      System.out.println("DashboardBrowserTest skipped: no " + CHROMIUM + " and " + DRIVER);
    }
    Assumptions.assumeTrue(present, "apt-get install chromium chromium-driver");
    ChromeOptions options = new ChromeOptions();
    options.setBinary(CHROMIUM.toString());
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--window-size=1280,1000");
    System.setProperty("webdriver.chrome.driver", DRIVER.toString());
    browser = new ChromeDriver(options);
  }

  @AfterAll
  static void closeBrowser() {
    if (browser != null) {
      browser.quit();
    }
  }

  @BeforeEach
  void start() throws Exception {
    daemon.withFeed(
        "binance-spot",
        stream("trade", "BTCUSDT", Phase.RECEIVING, 100, 12.5, 40, 0, 1000),
        stream("depth20@100ms", "ETHUSDT", Phase.RECEIVING, 50, 10, 90, 0, 2000));
    daemon.checks = List.of(new CheckResult("feed/binance-spot", true, "all streams receive"));
    web = WebHarness.start(daemon);
  }

  @AfterEach
  void stop() {
    if (web != null) {
      web.close();
    }
  }

  @Test
  void shouldFollowAStreamAndComeBackAfterARestart() throws Exception {
    browser.get(web.uri("/dashboard").toString());
    shows("#link-text", "Live");
    shows("#verdict-word", "Recording");
    assertEquals("1000", cell("BTCUSDT", 8));

    daemon.feeds = List.of();
    daemon.journals = List.of();
    daemon.withFeed(
        "binance-spot",
        stream("trade", "BTCUSDT", Phase.RECEIVING, 130, 77.7, 40, 1, 1030),
        stream("depth20@100ms", "ETHUSDT", Phase.STALE, 50, 0, 9000, 0, 2000));

    eventually(() -> cell("BTCUSDT", 5).equals("77.7") && cell("BTCUSDT", 8).equals("1030"));
    eventually(() -> cell("ETHUSDT", 4).equals("stale"));
    shows("#verdict-word", "Partly recording");
    shows("#gaps", "1");

    int port = web.port();
    web.close();
    shows("#link-text", "Disconnected");
    eventually(() -> text("#lost-text").contains("Trying again"));

    web = WebHarness.start(WebOptions.of("127.0.0.1", port), daemon, 3);
    shows("#link-text", "Live");
    assertFalse(browser.findElement(By.id("lost")).isDisplayed());
  }

  @Test
  void shouldShowWhatAVenueSaysAsTextAndNeverAsMarkup() {
    String hostile = "<img src=x onerror=document.title='owned'>";
    daemon.withFeed("x", stream("trade", hostile, Phase.RECEIVING, 1));
    daemon.open =
        List.of(FakeDaemon.incident(1, hostile, Incident.Severity.CRITICAL, hostile, null));
    daemon.checks = List.of(new CheckResult(hostile, false, hostile));

    browser.get(web.uri("/dashboard").toString());

    shows("#incidents-open", "1");
    shows("#incidents .key", hostile);
    shows("#checks .why", hostile);
    eventually(() -> cell(hostile, 2).equals("trade"));
    assertEquals(1, browser.findElements(By.cssSelector("img")).size(), "our own icon only");
  }

  @Test
  void shouldFilterSortAndKeepQuiet() {
    severe();
    browser.get(web.uri("/dashboard").toString());
    shows("#link-text", "Live");
    assertEquals("BTCUSDT", firstSymbol());

    browser.findElement(By.cssSelector("[data-sort=rate]")).click();
    assertEquals("BTCUSDT", firstSymbol());
    browser.findElement(By.cssSelector("[data-sort=rate]")).click();
    assertEquals("ETHUSDT", firstSymbol());

    browser.findElement(By.id("filter")).sendKeys("depth eth");
    eventually(() -> text("#streams-count").equals("1 of 2"));

    // Policy violations and script errors among them.
    assertEquals(List.of(), severe());
  }

  @Test
  void shouldFitEveryWidthWithoutScrollingSideways() {
    daemon.withFeed(
        "binance-usdm",
        List.of("A", "B", "C").stream()
            .map(symbol -> stream("aggTrade", symbol, Phase.RECEIVING, 9))
            .toArray(StreamStatus[]::new));
    for (int width : new int[] {360, 800, 1280, 2560}) {
      browser.executeCdpCommand(
          "Emulation.setDeviceMetricsOverride",
          Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", width < 500));
      browser.get(web.uri("/dashboard").toString());
      shows("#link-text", "Live");

      assertEquals(
          Boolean.TRUE,
          browser.executeScript("return document.documentElement.scrollWidth <= window.innerWidth"),
          "width " + width);
      assertTrue(
          browser.findElement(By.cssSelector("#streams-table td.symbol")).getSize().width > 60,
          "symbols are readable at width " + width);
    }
    browser.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
  }

  /** What the browser complained about since the last call. */
  private static List<String> severe() {
    return browser.manage().logs().get(LogType.BROWSER).getAll().stream()
        .filter(entry -> entry.getLevel().equals(Level.SEVERE))
        .map(LogEntry::getMessage)
        .toList();
  }

  private static void shows(String selector, String expected) {
    eventually(() -> text(selector).equals(expected));
  }

  private static void eventually(Callable<Boolean> fact) {
    Awaitility.await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(fact);
  }

  private static String text(String selector) {
    return String.valueOf(
        browser.executeScript(
            "return document.querySelector(arguments[0])?.textContent", selector));
  }

  private static String firstSymbol() {
    return text("#streams-table tbody tr td.symbol span");
  }

  /** The text of a stream's column, counted from 1. */
  private static String cell(String symbol, int column) {
    return String.valueOf(
        browser.executeScript(
            "return [...document.querySelectorAll('#streams-table tbody tr')]"
                + ".find(r => r.querySelector('.symbol span').textContent === arguments[0])"
                + "?.children[arguments[1] - 1].textContent",
            symbol,
            column));
  }
}
