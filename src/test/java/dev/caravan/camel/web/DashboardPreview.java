package dev.caravan.camel.web;

import dev.caravan.incident.Incident;
import dev.caravan.journal.JournalStatus;
import dev.caravan.stream.ConnectionStatus;
import dev.caravan.stream.FeedStatus;
import dev.caravan.stream.StreamStatus;
import dev.caravan.stream.StreamStatus.Phase;
import dev.caravan.web.CheckResult;
import dev.caravan.web.FakeDaemon;
import dev.caravan.web.GapCount;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Serves the page over invented data, for looking at it: {@code DashboardPreview PORT calm|troubled
 * STREAMS}.
 */
public final class DashboardPreview {
  private DashboardPreview() {}

  public static void main(String[] arguments) throws Exception {
    int port = Integer.parseInt(arguments[0]);
    boolean troubled = arguments[1].equals("troubled");
    int symbols = Integer.parseInt(arguments[2]);
    FakeDaemon daemon = new FakeDaemon();
    Random random = new Random(7);
    try (WebHarness web = WebHarness.start(WebOptions.of("127.0.0.1", port), daemon, 20)) {
      for (int tick = 0; tick < 100_000; tick++) {
        fill(daemon, tick, troubled, symbols, random);
        Thread.sleep(100);
      }
    }
  }

  private static void fill(
      FakeDaemon daemon, int tick, boolean troubled, int symbols, Random random) {
    List<StreamStatus> spot = new ArrayList<>();
    List<StreamStatus> futures = new ArrayList<>();
    String[] names = {"BTC", "ETH", "SOL", "BNB", "XRP", "DOGE", "ADA", "TRX", "LINK", "AVAX"};
    for (int i = 0; i < symbols; i++) {
      String symbol = names[i % names.length] + (i < names.length ? "" : i / names.length) + "USDT";
      double busy = 40.0 / (i % names.length + 1) * (1 + .4 * Math.sin(tick / 60.0 + i));
      spot.add(stream("trade", symbol, busy, tick, i, troubled && i == 3, random));
      spot.add(stream("depth20@100ms", symbol, 9.9, tick, i, troubled && i == 3, random));
      if (i < 4) {
        futures.add(stream("aggTrade", symbol, busy * 1.7, tick, i, false, random));
      }
    }
    if (troubled) {
      spot.set(4, FakeDaemon.stream("trade", "<b>SOL</b>USDT", Phase.REFUSED, 0, 0, 44_000, 0, -1));
      spot.set(5, FakeDaemon.stream("depth20@100ms", "SOLUSDT", Phase.ACKNOWLEDGED, 0));
    }
    FeedStatus spotFeed =
        new FeedStatus(
            "binance-spot",
            true,
            true,
            "",
            48_211_345L + tick * 280L,
            3,
            List.of(
                new ConnectionStatus(
                    "binance-spot-1", "live", spot.size() - 4, Duration.ofMinutes(197), 0),
                new ConnectionStatus(
                    "binance-spot-2",
                    troubled ? "backoff" : "live",
                    4,
                    Duration.ofMillis(4000 + tick * 100L),
                    troubled ? 3 : 0)),
            spot);
    FeedStatus futuresFeed =
        new FeedStatus(
            "binance-usdm",
            true,
            true,
            "",
            9_311_000L + tick * 90L,
            0,
            List.of(
                new ConnectionStatus(
                    "binance-usdm-1", "live", futures.size(), Duration.ofMinutes(42), 0)),
            futures);
    daemon.feeds = List.of(spotFeed, futuresFeed);
    daemon.journals =
        List.of(
            new JournalStatus(
                "raw/binance-spot",
                "000042-2026-11-20T13-00-00.000Z.jsonl",
                183_500_000L + tick * 51_200L,
                5,
                troubled ? 2 : 0,
                4096L * (1 + tick % 5),
                Duration.ofMillis(tick * 100 % 1000),
                48_211_000L + tick * 280L,
                20_120_000_000L + tick * 51_200L,
                0,
                117,
                0,
                false,
                ""),
            new JournalStatus(
                "raw/binance-usdm",
                "000017-2026-11-20T13-00-00.000Z.jsonl",
                40_100_000L + tick * 20_000L,
                3,
                0,
                2048,
                Duration.ofMillis(tick * 100 % 1000),
                9_311_000L + tick * 90L,
                4_000_000_000L + tick * 20_000L,
                0,
                41,
                0,
                false,
                ""));
    daemon.checks =
        List.of(
            new CheckResult(
                "feed/binance-spot",
                !troubled,
                troubled
                    ? "trade/BNBUSDT silent for 21 s, limit 5 s; 1 of 20 streams refused"
                    : "all streams receive"),
            new CheckResult("feed/binance-usdm", true, "all streams receive"),
            new CheckResult("sync", true, "oldest unsynced record 0.6 s, limit 5 s"),
            new CheckResult("disk", true, "free 384 GiB, reserve 2 GiB"),
            new CheckResult("routes", true, "6 of 6 routes run"));
    Instant now = Instant.now();
    List<Incident> closed = new ArrayList<>();
    closed.add(
        new Incident(
            4,
            "feed/binance-usdm",
            Incident.Severity.WARNING,
            now.minusSeconds(8100),
            java.util.Optional.of(now.minusSeconds(8031)),
            "Connection binance-usdm-1 was silent for 21 s and was replaced; 4 streams lost 118 ids.",
            "Nothing; the gap is recorded with its cause."));
    daemon.recent = closed;
    daemon.open =
        troubled
            ? List.of(
                new Incident(
                    6,
                    "stream/binance-spot/trade/BNBUSDT",
                    Incident.Severity.CRITICAL,
                    now.minusSeconds(21 + tick / 10),
                    java.util.Optional.empty(),
                    "2 streams of binance-spot deliver nothing: trade/BNBUSDT, depth20@100ms/BNBUSDT.",
                    "Look at the venue's status page; recording goes on by itself when it delivers again."),
                new Incident(
                    5,
                    "refused/binance-spot",
                    Incident.Severity.WARNING,
                    now.minusSeconds(310),
                    java.util.Optional.empty(),
                    "binance-spot refused trade/<b>SOL</b>USDT: Invalid symbol.",
                    "Correct caravan.venues.binance-spot.symbols; the change is taken over while running."))
            : List.of();
    daemon.gaps =
        troubled ? List.of(new GapCount("binance-spot", "trade", "reconnect", 2, 6)) : List.of();
  }

  private static StreamStatus stream(
      String channel,
      String symbol,
      double rate,
      int tick,
      int index,
      boolean stale,
      Random random) {
    if (stale) {
      return FakeDaemon.stream(
          channel, symbol, Phase.STALE, 91_222, 0, 21_000 + tick * 100L, 2, 4_411_900_212L);
    }
    return FakeDaemon.stream(
        channel,
        symbol,
        Phase.RECEIVING,
        400_000 + (long) (tick * rate),
        rate * (.9 + .2 * random.nextDouble()),
        random.nextInt(300),
        0,
        88_190_000_123L + index * 1_000_003L + (long) (tick * rate));
  }
}
