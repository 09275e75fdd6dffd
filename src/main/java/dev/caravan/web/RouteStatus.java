package dev.caravan.web;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * One route as its file wrote it, and what went through it.
 *
 * @param from the endpoint it takes from, without options: {@code tap:live}
 * @param to the endpoints it gives to, likewise
 * @param steps what it does in between, in a word each
 * @param state {@code started}, {@code stopped} or the like
 * @param exchanges since the start; {@code failed} of them
 */
public record RouteStatus(
    String id,
    String description,
    String from,
    List<String> steps,
    List<String> to,
    String state,
    long exchanges,
    long failed) {

  public RouteStatus {
    requireNonNull(id, "id");
    requireNonNull(description, "description");
    requireNonNull(from, "from");
    requireNonNull(state, "state");
    steps = List.copyOf(steps);
    to = List.copyOf(to);
  }
}
