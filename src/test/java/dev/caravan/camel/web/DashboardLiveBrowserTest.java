package dev.caravan.camel.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.camel.daemon.Daemon;
import dev.caravan.simulator.Simulator;
import dev.caravan.testing.Chromium;
import dev.caravan.testing.Daemons;
import dev.caravan.testing.OwnAddress;
import dev.caravan.venue.binancespot.SimulatedBinanceSpot;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page over a whole daemon that records a simulated venue with faults. */
class DashboardLiveBrowserTest {
  @TempDir private Path data;

  @Test
  void shouldShowAVenueWithFaultsAsItIs() throws Exception {
    Chromium browser = Chromium.open();
    try (Simulator simulator =
        Simulator.start(
            OwnAddress.simulator(new SimulatedBinanceSpot())
                .symbols("BTCUSDT,ETHUSDT,SOLUSDT,BNBUSDT")
                .channels("trade", "depth20@100ms", "kline_1m")
                .rate(500)
                .faults("gap=0.02/trade/ETHUSDT,mute@1s+1h/depth20@100ms/SOLUSDT,seed=3")
                .build())) {
      Map<String, String> set = Daemons.recording(simulator);
      set.put("caravan.dashboard.period", "200ms");
      set.put("caravan.watch.stale-after", "1s");
      set.put("caravan.watch.open-after", "100ms");
      set.put("caravan.venues.binance-spot.rest-url", simulator.restUrl());
      set.put("caravan.venues.binance-spot.connection-lifetime", "6s");
      set.put("caravan.venues.binance-spot.swap-before", "2s");
      Daemon daemon = Daemons.start(data, set);
      try {
        URI page = URI.create(daemon.httpAddress() + "/dashboard");
        browser.look(1440, 1640, false);
        browser.visit(page);

        browser.shows("#wanted", "12");
        browser.shows("#verdict-word", "Partly recording");
        browser.shows("#venues tbody tr td:nth-child(4)", "11");
        browser.until("an incident", () -> browser.count("#incidents li:not(.closed)") > 0);

        // Only the silent stream is troubled; a click shows its market, and the venue's others.
        browser.find("#show option[value=troubled]").click();
        browser.shows("#streams-count", "1 of 12");
        browser.shows("#streams-rows .symbol span", "SOLUSDT");
        browser.find("#show option[value=all]").click();
        browser.find("#filter").sendKeys("btc depth");
        browser.shows("#streams-rows .symbol span", "BTCUSDT");
        browser.shows("#streams-count", "1 of 12");
        browser.find("#streams-rows tr").click();
        browser.shows("#market-title", "BTCUSDT");
        browser.until("depth", () -> browser.text("#ladder .ask td span").contains("."));
        browser.until("a price", () -> browser.text("#market-price").contains("."));
        browser.until("candles", () -> browser.text("#candle-note").contains("the trades"));
        assertTrue(
            browser.text("#candle-kind").contains("kline_1m (venue)"),
            browser.text("#candle-kind"));

        browser.until(
            "the swap with its cause",
            () ->
                browser.text("#timeline").contains("lifetime")
                    && browser.text("#timeline").contains("swap"));
        browser.until("gaps", () -> browser.text("#timeline").contains("trade/ETHUSDT"));
        browser.until("the routes' rates", () -> isRouteBusy(browser));
        browser.find("#filter").clear();
        browser.find("#filter").sendKeys(" ");
        browser.shows("#streams-count", "12");
        browser.run("document.activeElement.blur()");
        browser.screenshot("desktop");
        browser.look(1440, 1000, true);
        browser.screenshot("dark");
        browser.look(360, 800, false);
        browser.screenshot("phone");

        assertEquals(List.of(), browser.complaints());
      } finally {
        daemon.stop();
      }
    }
  }

  private static boolean isRouteBusy(Chromium browser) {
    return browser.count(".graph path.busy") > 2
        && browser.text(".graph").contains("capture-binance-spot");
  }
}
