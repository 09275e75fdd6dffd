package dev.caravan.simulator;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Knows which connection gets which stream; not thread-safe.
 *
 * @see MarketRun
 */
final class Audience {

  private final List<MarketStream> streams;
  private final Map<String, Integer> numbers = new HashMap<>();
  private final List<List<SimulatedConnection>> subscribers = new ArrayList<>();
  private final Set<SimulatedConnection> connections = new LinkedHashSet<>();
  private int unheard;

  Audience(List<MarketStream> streams) {
    this.streams = streams;
    for (MarketStream stream : streams) {
      numbers.put(stream.name(), subscribers.size());
      subscribers.add(new ArrayList<>());
    }
    this.unheard = streams.size();
  }

  void join(SimulatedConnection connection) {
    connections.add(connection);
  }

  /** Says whether it had been there. */
  boolean leave(SimulatedConnection connection) {
    boolean wasThere = connections.remove(connection);
    for (MarketStream stream : streams) {
      unsubscribe(connection, stream.name());
    }
    return wasThere;
  }

  void subscribe(SimulatedConnection connection, String name) {
    Integer number = numbers.get(name);
    if (number == null || subscribers.get(number).contains(connection)) {
      return;
    }
    List<SimulatedConnection> listeners = subscribers.get(number);
    if (listeners.isEmpty()) {
      unheard--;
    }
    listeners.add(connection);
  }

  void unsubscribe(SimulatedConnection connection, String name) {
    Integer number = numbers.get(name);
    if (number != null
        && subscribers.get(number).remove(connection)
        && subscribers.get(number).isEmpty()) {
      unheard++;
    }
  }

  /** Whether every stream of the market has a subscriber. */
  boolean isComplete() {
    return unheard == 0;
  }

  List<SimulatedConnection> subscribers(int stream) {
    return subscribers.get(stream);
  }

  /** Every open connection, in order of arrival; a copy. */
  List<SimulatedConnection> connections() {
    return List.copyOf(connections);
  }

  int size() {
    return connections.size();
  }
}
