package dev.caravan.rest;

/**
 * One question to a venue.
 *
 * @param path path and query, encoded, behind scheme, host and port: {@code /api/v3/time}
 * @param weight what it costs of the venue's budget
 */
public record RestRequest(String path, int weight) {

  public RestRequest {
    if (!path.startsWith("/") || path.startsWith("//")) {
      throw new IllegalArgumentException("path must begin with exactly one '/': " + path);
    }
    if (weight < 1) {
      throw new IllegalArgumentException("weight must be at least 1: " + weight + " for " + path);
    }
  }
}
