package dev.caravan.config;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;

/**
 * Reads the text of a properties file and keeps the line of each key, so that a value can say where
 * it comes from.
 */
public final class ConfigText {

  /** A value as written, and where. */
  record Entry(String value, String origin) {}

  // Ends stay with their lines: to Java, nothing behind a continued line means what its end is.
  private static final Pattern LINE_END = Pattern.compile("(?<=\n)|(?<=\r)(?!\n)");

  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final List<String> problems = new ArrayList<>();

  private ConfigText() {}

  /**
   * Reads all of it; what is wrong is found by {@link #problems}.
   *
   * @param name of the file, as the operator knows it
   */
  public static ConfigText of(String name, String text) {
    ConfigText read = new ConfigText();
    StringBuilder logical = new StringBuilder();
    int first = 0;
    int number = 0;
    for (String whole : LINE_END.split(text)) {
      String line = whole.replaceAll("[\\r\\n]", "");
      number++;
      if (logical.isEmpty()) {
        String begin = line.stripLeading();
        if (begin.isEmpty() || begin.startsWith("#") || begin.startsWith("!")) {
          continue;
        }
        first = number;
      }
      logical.append(whole);
      if (!isContinued(line)) {
        read.add(logical.toString(), name + ":" + first);
        logical.setLength(0);
      }
    }
    if (!logical.isEmpty()) {
      read.add(logical.toString(), name + ":" + first);
    }
    return read;
  }

  /** Values that no file says. */
  static ConfigText of(Properties properties) {
    ConfigText said = new ConfigText();
    for (String key : properties.stringPropertyNames()) {
      said.entries.put(key, new Entry(properties.getProperty(key).strip(), "given"));
    }
    return said;
  }

  private void add(String line, String origin) {
    Properties one = new Properties();
    try {
      one.load(new StringReader(line));
    } catch (IOException | IllegalArgumentException e) {
      problems.add(origin + " cannot be read: " + e.getMessage());
      return;
    }
    for (String key : one.stringPropertyNames()) {
      Entry before = entries.put(key, new Entry(one.getProperty(key).strip(), origin));
      if (before != null) {
        problems.add(
            key + " is written twice: " + before.origin() + " and " + origin + "; keep one");
      }
    }
  }

  /** An odd number of backslashes at its end. */
  private static boolean isContinued(String line) {
    int backslashes = 0;
    while (backslashes < line.length() && line.charAt(line.length() - 1 - backslashes) == '\\') {
      backslashes++;
    }
    return backslashes % 2 == 1;
  }

  Map<String, Entry> entries() {
    return Collections.unmodifiableMap(entries);
  }

  List<String> problems() {
    return List.copyOf(problems);
  }
}
