package dev.caravan.config;

/**
 * One value that is in force, fit to be shown.
 *
 * @param value without secrets
 * @param origin {@code default}, {@code config/caravan.properties:12}, {@code environment
 *     CARAVAN_…}, or {@code --set}
 */
public record EffectiveValue(String key, String value, String origin) {

  @Override
  public String toString() {
    return key + "=" + value;
  }
}
