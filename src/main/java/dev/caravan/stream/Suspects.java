package dev.caravan.stream;

import dev.caravan.instrument.StreamId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Remembers from one socket to the next what a venue that closes with its refusal may have meant:
 * the streams of the refused request are asked for by halves, until the one is found that it does
 * not take.
 *
 * <p>Pure; event loop only.
 */
final class Suspects {

  private final List<List<StreamId>> parts = new ArrayList<>();
  private final Set<StreamId> refused = new HashSet<>();

  /** A request with these streams, added to what was taken before, was refused. */
  void refused(List<StreamId> asked) {
    gone(asked);
    int half = asked.size() / 2;
    if (half == 0) {
      refused.addAll(asked);
    } else {
      parts.add(List.copyOf(asked.subList(0, half)));
      parts.add(List.copyOf(asked.subList(half, asked.size())));
    }
  }

  /** A request with these streams was taken. */
  void taken(Collection<StreamId> asked) {
    gone(asked);
  }

  /** Nothing is held against these streams any more. */
  void gone(Collection<StreamId> streams) {
    Set<StreamId> those = Set.copyOf(streams);
    refused.removeAll(those);
    parts.removeIf(those::containsAll);
  }

  /**
   * How a new socket asks for its streams: first, in one part, those above suspicion, then each
   * suspected part by itself; none that was refused.
   */
  List<List<StreamId>> parts(Collection<StreamId> streams) {
    List<List<StreamId>> asked = new ArrayList<>();
    List<StreamId> good = new ArrayList<>(streams);
    good.removeAll(refused);
    parts.forEach(good::removeAll);
    asked.add(good);
    for (List<StreamId> part : parts) {
      asked.add(part.stream().filter(streams::contains).toList());
    }
    asked.removeIf(List::isEmpty);
    return asked;
  }
}
