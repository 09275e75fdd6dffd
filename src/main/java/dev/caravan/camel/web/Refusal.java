package dev.caravan.camel.web;

import static java.util.Objects.requireNonNull;

/**
 * Why a request is not let in.
 *
 * @param reason one word for the metric
 * @param text for the person who asked: what was refused, the limit, the next step
 */
record Refusal(int status, String reason, String text) {

  Refusal {
    requireNonNull(reason, "reason");
    requireNonNull(text, "text");
  }
}
