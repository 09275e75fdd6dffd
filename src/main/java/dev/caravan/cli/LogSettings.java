package dev.caravan.cli;

import dev.caravan.config.CaravanConfig;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Hands the configuration of logs to the logging framework, as system properties; before the first
 * logger is made, since its files are opened then.
 */
final class LogSettings {

  private static final List<String> SIZES =
      List.of("caravan.log.file-size", "caravan.log.total-size");
  private static final List<String> TEXTS = List.of("caravan.log.format", "caravan.log.keep-days");

  private LogSettings() {}

  /**
   * What was given as {@code -D} stays.
   *
   * @return why there is no log file though one is asked for; empty where all is well
   */
  static Optional<String> apply(CaravanConfig config, Map<String, String> environment) {
    Optional<String> problem = useFolder(config.text("caravan.log-dir"));
    SIZES.forEach(key -> set(key, Long.toString(config.size(key))));
    TEXTS.forEach(key -> set(key, config.text(key)));
    set(
        "caravan.log.journal",
        Boolean.toString(isJournal(environment, Path.of("/proc/self/fd/2"))));
    return problem;
  }

  /**
   * The file is only there when its folder is known, and can be written: recording does not end
   * with it.
   *
   * @return why it cannot
   */
  static Optional<String> useFolder(String folder) {
    Optional<String> problem = folder.isBlank() ? Optional.empty() : problem(folder);
    if (problem.isEmpty() && !folder.isBlank()) {
      set("caravan.log-dir", folder);
    }
    return problem;
  }

  private static Optional<String> problem(String folder) {
    if (folder.contains("%")) {
      return Optional.of(
          "caravan.log-dir="
              + folder
              + ": % stands for dates in names of log files; logs go to stderr only: set another"
              + " caravan.log-dir");
    }
    Path file = Path.of(folder, "caravan.log");
    try {
      Files.createDirectories(Path.of(folder));
      Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND).close();
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(
          "caravan.log-dir="
              + folder
              + ": "
              + file
              + " cannot be written by user "
              + System.getProperty("user.name")
              + ": "
              + reason(e)
              + "; logs go to stderr only: give the folder to that user, or set caravan.log-dir");
    }
  }

  private static String reason(IOException e) {
    String said = e instanceof FileSystemException system ? system.getReason() : e.getMessage();
    return said == null ? e.getClass().getSimpleName() : said;
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
