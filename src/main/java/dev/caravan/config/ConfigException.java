package dev.caravan.config;

import java.util.List;

/**
 * The configuration cannot be used; holds every problem, to be mended and tried again in one go.
 */
public final class ConfigException extends Exception {

  private final List<String> problems;

  public ConfigException(List<String> problems) {
    super(String.join("\n", problems));
    this.problems = List.copyOf(problems);
  }

  public List<String> problems() {
    return problems;
  }
}
