package dev.caravan.stream;

import dev.caravan.instrument.StreamId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

/** Packs streams into as few connections and requests as a venue allows. */
public final class SubscriptionPlan {

  /** Room for the words around the names of one request. */
  private static final int REQUEST_OVERHEAD = 64;

  private SubscriptionPlan() {}

  /**
   * Streams per connection, in the order given; each connection's streams share one path. As few
   * connections as allowed, and all of a path about equally full, so that the last one has
   * subscribed soonest.
   *
   * @param most on one connection, where the venue allows more
   * @param lines how many sockets carry each connection's streams
   */
  public static List<List<StreamId>> connections(
      Collection<StreamId> streams, Dialect dialect, int most, int lines) {
    int count = streams.size();
    return connections(streams, dialect, path -> capacity(dialect, path, most, count, lines));
  }

  /** The same with so many streams on a connection of a path. */
  static List<List<StreamId>> connections(
      Collection<StreamId> streams, Dialect dialect, ToIntFunction<String> capacityOf) {
    Map<String, List<StreamId>> byPath = new LinkedHashMap<>();
    for (StreamId stream : streams) {
      byPath.computeIfAbsent(dialect.path(stream), unseen -> new ArrayList<>()).add(stream);
    }
    List<List<StreamId>> connections = new ArrayList<>();
    for (Map.Entry<String, List<StreamId>> ofPath : byPath.entrySet()) {
      List<StreamId> all = ofPath.getValue();
      int capacity = capacityOf.applyAsInt(ofPath.getKey());
      int count = (all.size() + capacity - 1) / capacity;
      for (int i = 0; i < count; i++) {
        int from = (int) ((long) all.size() * i / count);
        int to = (int) ((long) all.size() * (i + 1) / count);
        connections.add(new ArrayList<>(all.subList(from, to)));
      }
    }
    return connections;
  }

  /**
   * How many streams a connection of the path takes: more than usual where else more connections
   * were needed than the venue takes, since it closes those for ever.
   *
   * @param streams how many there are of all paths
   */
  static int capacity(Dialect dialect, String path, int most, int streams, int lines) {
    int usual = Math.min(dialect.limits(path).streamsPerConnection(), most);
    int connections = Math.max(1, dialect.mostConnections() / lines);
    return Math.max(usual, (int) (((long) streams + connections - 1) / connections));
  }

  /**
   * From the first connect to the last request, by the venue's pace alone; what the network needs
   * comes on top.
   *
   * @param connections streams of each
   * @param lines how many sockets carry each of these
   */
  public static Duration subscribeTime(
      List<List<StreamId>> connections, Dialect dialect, int lines) {
    VenueLimits limits = dialect.limits();
    Duration longest = Duration.ZERO;
    for (int i = 0; i < connections.size(); i++) {
      int requests = requests(connections.get(i), dialect).size();
      Duration done =
          limits
              .connectSpacing()
              .multipliedBy((i + 1L) * lines - 1)
              .plus(limits.requestSpacing().multipliedBy(Math.max(0, requests - 1)));
      longest = done.compareTo(longest) > 0 ? done : longest;
    }
    return longest;
  }

  /**
   * Streams per request, in the order given but group by group; none above the venue's names and
   * bytes, and all in one where each replaces the one before.
   */
  public static List<List<StreamId>> requests(Collection<StreamId> streams, Dialect dialect) {
    if (dialect.replacesRequests()) {
      return streams.isEmpty() ? List.of() : List.of(List.copyOf(streams));
    }
    Map<String, List<StreamId>> groups = new LinkedHashMap<>();
    for (StreamId stream : streams) {
      groups.computeIfAbsent(dialect.requestGroup(stream), unseen -> new ArrayList<>()).add(stream);
    }
    List<List<StreamId>> requests = new ArrayList<>();
    groups.values().forEach(group -> addRequests(group, dialect, requests));
    return requests;
  }

  private static void addRequests(
      List<StreamId> streams, Dialect dialect, List<List<StreamId>> requests) {
    VenueLimits limits = dialect.limits();
    List<StreamId> current = new ArrayList<>();
    int bytes = REQUEST_OVERHEAD;
    for (StreamId stream : streams) {
      int size = dialect.wireName(stream).getBytes(StandardCharsets.UTF_8).length + 3;
      boolean full =
          current.size() == limits.namesPerRequest() || bytes + size > limits.bytesPerRequest();
      if (full && !current.isEmpty()) {
        requests.add(current);
        current = new ArrayList<>();
        bytes = REQUEST_OVERHEAD;
      }
      current.add(stream);
      bytes += size;
    }
    if (!current.isEmpty()) {
      requests.add(current);
    }
  }
}
