package dev.caravan.stream;

import dev.caravan.instrument.StreamId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Packs streams into as few connections and requests as a venue allows. */
public final class SubscriptionPlan {

  /** Room for the words around the names of one request. */
  private static final int REQUEST_OVERHEAD = 64;

  private SubscriptionPlan() {}

  /** Streams per connection, in the order given. */
  public static List<List<StreamId>> connections(Collection<StreamId> streams, VenueLimits limits) {
    List<List<StreamId>> connections = new ArrayList<>();
    List<StreamId> current = new ArrayList<>();
    for (StreamId stream : streams) {
      if (current.size() == limits.streamsPerConnection()) {
        connections.add(current);
        current = new ArrayList<>();
      }
      current.add(stream);
    }
    if (!current.isEmpty()) {
      connections.add(current);
    }
    return connections;
  }

  /** Streams per request, in the order given; none above the venue's names and bytes. */
  public static List<List<StreamId>> requests(Collection<StreamId> streams, Dialect dialect) {
    VenueLimits limits = dialect.limits();
    List<List<StreamId>> requests = new ArrayList<>();
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
    return requests;
  }
}
