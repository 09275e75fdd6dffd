package dev.caravan.web;

import static java.util.Objects.requireNonNull;

/**
 * What one health check said last.
 *
 * @param name {@code feed/binance-spot}
 * @param reason why it is down: stream or file, value, limit, next step; may be empty while up
 */
public record CheckResult(String name, boolean up, String reason) {

  public CheckResult {
    requireNonNull(name, "name");
    requireNonNull(reason, "reason");
  }
}
