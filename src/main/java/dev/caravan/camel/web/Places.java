package dev.caravan.camel.web;

import static java.util.Objects.requireNonNull;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Gives out the connections of the port: when all are taken, the one that has said nothing for
 * longest makes room, so that nobody can keep others out by opening and waiting.
 *
 * <p>Any thread.
 *
 * @param <C> a connection
 */
final class Places<C> {
  private final int limit;

  // Guarded by this.
  private final Set<C> silent = new LinkedHashSet<>();
  private final Set<C> busy = new HashSet<>();

  Places(int limit) {
    this.limit = limit;
  }

  /** Takes a place, and says which connection has to go for it: none, a silent one, or itself. */
  synchronized Optional<C> enter(C newcomer) {
    requireNonNull(newcomer, "newcomer");
    Optional<C> goes = Optional.empty();
    if (taken() >= limit) {
      goes = Optional.of(silent.isEmpty() ? newcomer : silent.iterator().next());
      silent.remove(goes.get());
    }
    if (!goes.equals(Optional.of(newcomer))) {
      silent.add(newcomer);
    }
    return goes;
  }

  /** It has asked for something, and keeps its place until it is answered. */
  synchronized void busy(C connection) {
    if (silent.remove(connection)) {
      busy.add(connection);
    }
  }

  /** It has its answer. */
  synchronized void silent(C connection) {
    if (busy.remove(connection)) {
      silent.add(connection);
    }
  }

  synchronized void leave(C connection) {
    silent.remove(connection);
    busy.remove(connection);
  }

  synchronized int taken() {
    return silent.size() + busy.size();
  }
}
