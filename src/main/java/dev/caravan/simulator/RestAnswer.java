package dev.caravan.simulator;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** A JSON answer to an HTTP request; the body must not be written. */
public record RestAnswer(int status, byte[] body, Map<String, String> headers) {

  public RestAnswer {
    requireNonNull(body, "body");
    headers = Map.copyOf(headers);
  }

  public static RestAnswer of(int status, String json) {
    return new RestAnswer(status, json.getBytes(StandardCharsets.UTF_8), Map.of());
  }

  /** The same with one more header. */
  public RestAnswer with(String header, String value) {
    Map<String, String> more = new HashMap<>(headers);
    more.put(header, value);
    return new RestAnswer(status, body, more);
  }
}
