package dev.caravan.stream;

import java.util.List;
import java.util.OptionalLong;

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
    OptionalLong clockOffsetNs) {

  public FeedStatus {
    connections = List.copyOf(connections);
    streams = List.copyOf(streams);
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
        OptionalLong.empty());
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
