package dev.caravan.stream;

import dev.caravan.instrument.StreamId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Packs streams into as few connections and requests as a venue allows. */
public final class SubscriptionPlan {

  /** Room for the words around the names of one request. */
  private static final int REQUEST_OVERHEAD = 64;

  private SubscriptionPlan() {}

  /** Streams per connection, in the order given; each connection's streams share one path. */
  public static List<List<StreamId>> connections(
      Collection<StreamId> streams, Dialect dialect, int streamsPerConnection) {
    Map<String, List<StreamId>> filling = new LinkedHashMap<>();
    List<List<StreamId>> connections = new ArrayList<>();
    for (StreamId stream : streams) {
      String path = dialect.path(stream);
      List<StreamId> current = filling.get(path);
      if (current == null || current.size() == streamsPerConnection) {
        current = new ArrayList<>();
        filling.put(path, current);
        connections.add(current);
      }
      current.add(stream);
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
