package dev.caravan.rest;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Keeps one REST client per venue for as long as the process runs, so that all who ask a venue
 * share its budget.
 *
 * <p>Thread-safe.
 */
public final class RestClients {

  private final Function<String, Optional<RestClient>> factory;
  private final Map<String, Optional<RestClient>> clients = new TreeMap<>();

  public RestClients(Function<String, Optional<RestClient>> factory) {
    this.factory = requireNonNull(factory, "factory");
  }

  /** The venue's client; empty where its REST is not known or not to be asked. */
  public synchronized Optional<RestClient> client(String venue) {
    return clients.computeIfAbsent(venue, factory);
  }
}
