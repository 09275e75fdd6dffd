package dev.caravan.stream;

import dev.caravan.instrument.StreamId;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What is known of one venue's feed at one moment.
 *
 * @param attached whether a capture route takes its bursts
 * @param reading false while a journal that fell behind, or a route being swapped, holds the
 *     sockets
 * @param problem why the venue cannot be reached, in one sentence; empty while all is well
 * @param framesTotal data and control frames since start
 * @param unrecognised frames that belong to no stream and are no control frame
 * @param clockOffsetNs venue time minus receive clock as last measured; empty where it never was
 * @param servedByRest streams that no connection delivers and that REST serves meanwhile
 */
public record FeedStatus(
    String venue,
    boolean attached,
    boolean reading,
    String problem,
    long framesTotal,
    long unrecognised,
    List<ConnectionStatus> connections,
    List<StreamStatus> streams,
    OptionalLong clockOffsetNs,
    Set<StreamId> servedByRest) {

  public FeedStatus {
    connections = List.copyOf(connections);
    streams = List.copyOf(streams);
    servedByRest = Set.copyOf(servedByRest);
  }

  /** A feed whose venue's clock was not measured. */
  public FeedStatus(
      String venue,
      boolean attached,
      boolean reading,
      String problem,
      long framesTotal,
      long unrecognised,
      List<ConnectionStatus> connections,
      List<StreamStatus> streams) {
    this(
        venue,
        attached,
        reading,
        problem,
        framesTotal,
        unrecognised,
        connections,
        streams,
        OptionalLong.empty(),
        Set.of());
  }

  public long count(StreamStatus.Phase phase) {
    return streams.stream().filter(stream -> stream.phase() == phase).count();
  }

  /** Streams that the venue acknowledged, with or without frames yet. */
  public long acknowledged() {
    return streams.stream()
        .filter(
            stream ->
                stream.phase() != StreamStatus.Phase.WANTED
                    && stream.phase() != StreamStatus.Phase.REFUSED)
        .count();
  }
}
