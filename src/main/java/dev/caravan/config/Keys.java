package dev.caravan.config;

import static dev.caravan.config.Key.Type.COUNT;
import static dev.caravan.config.Key.Type.DURATION;
import static dev.caravan.config.Key.Type.DURATION_OR_AUTO;
import static dev.caravan.config.Key.Type.DURATION_OR_NONE;
import static dev.caravan.config.Key.Type.HOURS_OR_NONE;
import static dev.caravan.config.Key.Type.HTTP_URL;
import static dev.caravan.config.Key.Type.NAMES;
import static dev.caravan.config.Key.Type.ONE_OR_TWO;
import static dev.caravan.config.Key.Type.PORT;
import static dev.caravan.config.Key.Type.SIZE;
import static dev.caravan.config.Key.Type.SIZE_OR_NONE;
import static dev.caravan.config.Key.Type.TEXT;
import static dev.caravan.config.Key.Type.TEXT_OR_JSON;
import static dev.caravan.config.Key.Type.TIME_OR_NONE;
import static dev.caravan.config.Key.Type.URL;
import static dev.caravan.config.Key.Type.WHOLE_NUMBER;
import static dev.caravan.config.Key.Type.YES_NO;
import static dev.caravan.config.Key.Type.ZONE;
import static dev.caravan.config.Key.Type.ZSTD_LEVEL;

import java.util.List;

/** Lists every key there is; {@code config/README.md} explains them in the same order. */
public final class Keys {

  public static final List<Key> ALL =
      List.of(
          plain("caravan.venues", NAMES, "binance-spot"),
          plain("caravan.data-dir", TEXT, "data"),
          plain("caravan.log-dir", TEXT, "logs"),
          plain("caravan.log.format", TEXT_OR_JSON, "text"),
          plain("caravan.log.file-size", SIZE, "20MiB"),
          plain("caravan.log.total-size", SIZE, "500MiB"),
          plain("caravan.log.keep-days", COUNT, "14"),
          plain("caravan.log.status-every", DURATION, "1m"),
          plain("caravan.venues.<venue>.symbols", NAMES, ""),
          plain("caravan.venues.<venue>.channels", NAMES, ""),
          plain("caravan.venues.<venue>.websocket-url", URL, ""),
          plain("caravan.venues.<venue>.rest-url", HTTP_URL, ""),
          plain("caravan.venues.<venue>.instruments-every", DURATION, "1h"),
          plain("caravan.venues.<venue>.backup-after", DURATION, "30s"),
          plain("caravan.venues.<venue>.backup-every", DURATION, "10s"),
          plain("caravan.venues.<venue>.detach-grace", DURATION, "10s"),
          plain("caravan.venues.<venue>.burst-interval", DURATION, "50ms"),
          plain("caravan.venues.<venue>.read-interval", DURATION_OR_NONE, "none"),
          plain("caravan.venues.<venue>.lines", ONE_OR_TWO, "1"),
          plain("caravan.venues.<venue>.streams-per-connection", WHOLE_NUMBER, "0"),
          plain("caravan.venues.<venue>.connection-lifetime", DURATION, "1d"),
          plain("caravan.venues.<venue>.swap-before", DURATION, "10m"),
          plain("caravan.venues.<venue>.proxy", TEXT, ""),
          plain("caravan.venues.<venue>.trust-certificate", TEXT, ""),
          plain("caravan.journal.rotate-every", DURATION, "1h"),
          plain("caravan.journal.rotate-size", SIZE, "256MiB"),
          plain("caravan.journal.sync-every", DURATION, "1s"),
          plain("caravan.journal.batch-size", COUNT, "500"),
          plain("caravan.journal.batch-interval", DURATION, "250ms"),
          plain("caravan.journal.max-in-flight", SIZE, "64MiB"),
          plain("caravan.compress.level", ZSTD_LEVEL, "1"),
          plain("caravan.compress.workers", COUNT, "1"),
          plain("caravan.consolidate.level", ZSTD_LEVEL, "9"),
          plain("caravan.consolidate.memory", SIZE, "64MiB"),
          plain("caravan.consolidate.purge-source", YES_NO, "false"),
          plain("caravan.retention.days", WHOLE_NUMBER, "0"),
          plain("caravan.retention.size", SIZE_OR_NONE, "none"),
          plain("caravan.live.enabled", YES_NO, "true"),
          plain("caravan.live.cpu-percent", WHOLE_NUMBER, "1"),
          plain("caravan.watch.stale-after", DURATION_OR_AUTO, "auto"),
          plain("caravan.watch.ask-again-after", DURATION, "30s"),
          plain("caravan.watch.open-after", DURATION, "2s"),
          plain("caravan.watch.close-after", DURATION, "5s"),
          plain("caravan.watch.warning-open-after", DURATION, "30s"),
          plain("caravan.watch.warning-close-after", DURATION, "1m"),
          plain("caravan.watch.flapping-times", WHOLE_NUMBER, "3"),
          plain("caravan.watch.cooldown", DURATION, "10m"),
          plain("caravan.watch.unsynced-after", DURATION, "10s"),
          plain("caravan.watch.clock-offset", DURATION, "1s"),
          plain("caravan.watch.acknowledge-within", DURATION, "1m"),
          plain("caravan.watch.rate-drop", WHOLE_NUMBER, "20"),
          plain("caravan.watch.gaps", WHOLE_NUMBER, "10"),
          plain("caravan.watch.latency", DURATION, "5s"),
          plain("caravan.watch.loop-stall", DURATION, "2s"),
          plain("caravan.watch.heap-percent", WHOLE_NUMBER, "85"),
          plain("caravan.watch.seal-backlog", WHOLE_NUMBER, "3"),
          plain("caravan.watch.untold-after", DURATION, "10m"),
          plain("caravan.disk.reserve", SIZE, "1GiB"),
          plain("caravan.disk.warn-within", DURATION, "1d"),
          plain("caravan.http.host", TEXT, "127.0.0.1"),
          plain("caravan.http.port", PORT, "8000"),
          plain("caravan.http.allowed-hosts", NAMES, ""),
          plain("caravan.http.trusted-proxy", NAMES, ""),
          plain("caravan.http.max-connections", COUNT, "200"),
          plain("caravan.dashboard.period", DURATION, "1s"),
          plain("caravan.dashboard.max-viewers", COUNT, "20"),
          plain("caravan.dashboard.session-limit", DURATION, "12h"),
          plain("caravan.metrics.per-symbol", YES_NO, "false"),
          plain("caravan.notify.quiet-hours", HOURS_OR_NONE, "none"),
          plain("caravan.notify.zone", ZONE, "system"),
          plain("caravan.digest.at", TIME_OR_NONE, "08:00"),
          secret("caravan.telegram.token"),
          plain("caravan.telegram.chat-id", TEXT, ""),
          plain("caravan.telegram.base-uri", HTTP_URL, "https://api.telegram.org"),
          plain("caravan.telegram.commands", YES_NO, "false"));

  private Keys() {}

  private static Key plain(String name, Key.Type type, String defaultValue) {
    return new Key(name, type, defaultValue, false);
  }

  private static Key secret(String name) {
    return new Key(name, TEXT, "", true);
  }
}
