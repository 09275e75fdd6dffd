package dev.caravan.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Finds values that are each fine and cannot both be meant. */
final class Contradictions {

  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

  /** What the feed takes at most. */
  private static final Duration LONGEST_READ_INTERVAL = Duration.ofMillis(50);

  private Contradictions() {}

  /** All of them, each with its values and what to do. */
  static List<String> in(CaravanConfig config) {
    List<String> problems = new ArrayList<>();
    if (config.names("caravan.venues").isEmpty()) {
      problems.add("caravan.venues is empty, so nothing would be recorded; name one: binance-spot");
    }
    if (config.text("caravan.data-dir").isEmpty()) {
      problems.add("caravan.data-dir is empty; name a folder");
    }
    Duration unsynced = config.duration("caravan.watch.unsynced-after");
    Duration sync = config.duration("caravan.journal.sync-every");
    if (unsynced.compareTo(sync) <= 0) {
      problems.add(
          says(config, "caravan.watch.unsynced-after")
              + " is not above "
              + says(config, "caravan.journal.sync-every")
              + ": the check would always be down");
    }
    config
        .sizeUnlessNone("caravan.retention.size")
        .ifPresent(
            size -> {
              if (size < config.size("caravan.journal.rotate-size")) {
                problems.add(
                    says(config, "caravan.retention.size")
                        + " is less than one segment of "
                        + says(config, "caravan.journal.rotate-size"));
              }
            });
    if (config.size("caravan.log.total-size") < config.size("caravan.log.file-size")) {
      problems.add(
          says(config, "caravan.log.total-size")
              + " is less than "
              + says(config, "caravan.log.file-size"));
    }
    for (String proxy : config.names("caravan.http.trusted-proxy")) {
      if (!ADDRESS.matcher(proxy).matches()) {
        problems.add(
            "caravan.http.trusted-proxy=" + proxy + " is a name; write the proxy's address");
      }
    }
    for (String venue : config.names("caravan.venues")) {
      swap(config, "caravan.venues." + venue, problems);
      reads(config, venue, problems);
    }
    return problems;
  }

  /** Only where somebody wrote it: the default follows a shorter lifetime by itself. */
  private static void swap(CaravanConfig config, String prefix, List<String> problems) {
    String key = prefix + ".swap-before";
    if (!config.isDefault(key)
        && config.duration(key).compareTo(config.duration(prefix + ".connection-lifetime")) >= 0) {
      problems.add(
          says(config, key)
              + " is not below "
              + says(config, prefix + ".connection-lifetime")
              + ": a connection would be replaced before it is open");
    }
  }

  private static void reads(CaravanConfig config, String venue, List<String> problems) {
    String key = "caravan.venues." + venue + ".read-interval";
    if (config.durationUnlessNone(venue, "read-interval").compareTo(LONGEST_READ_INTERVAL) > 0) {
      problems.add(
          says(config, key)
              + " is above "
              + LONGEST_READ_INTERVAL.toMillis()
              + "ms: pings and timers would wait as long");
    }
  }

  private static String says(CaravanConfig config, String key) {
    return key + "=" + config.text(key);
  }
}
