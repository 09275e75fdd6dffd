package dev.caravan.cli;

import dev.caravan.config.CaravanConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Hands the configuration of logs to the logging framework, as system properties; before the first
 * logger is made, since its files are opened then.
 */
final class LogSettings {

  private static final List<String> SIZES =
      List.of("caravan.log.file-size", "caravan.log.total-size");
  private static final List<String> TEXTS = List.of("caravan.log.format", "caravan.log.keep-days");

  private LogSettings() {}

  /** What was given as {@code -D} stays. */
  static void apply(CaravanConfig config, Map<String, String> environment) {
    useFolder(config.text("caravan.log-dir"));
    SIZES.forEach(key -> set(key, Long.toString(config.size(key))));
    TEXTS.forEach(key -> set(key, config.text(key)));
    set(
        "caravan.log.journal",
        Boolean.toString(isJournal(environment, Path.of("/proc/self/fd/2"))));
  }

  /** The file is only there when its folder is known. */
  static void useFolder(String folder) {
    if (!folder.isBlank()) {
      set("caravan.log-dir", folder);
    }
  }

  private static void set(String key, String value) {
    if (System.getProperty(key) == null) {
      System.setProperty(key, value);
    }
  }

  /**
   * Whether systemd's journal reads stderr: the variable names its device and inode, and is also
   * inherited by those whose stderr goes elsewhere. Source: systemd.exec(5), "JOURNAL_STREAM".
   */
  static boolean isJournal(Map<String, String> environment, Path stderr) {
    String stream = environment.getOrDefault("JOURNAL_STREAM", "");
    try {
      return !stream.isEmpty()
          && stream.equals(
              Files.getAttribute(stderr, "unix:dev")
                  + ":"
                  + Files.getAttribute(stderr, "unix:ino"));
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return false;
    }
  }
}
