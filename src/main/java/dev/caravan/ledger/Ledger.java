package dev.caravan.ledger;

import static java.util.Objects.requireNonNull;

import dev.caravan.instrument.StreamId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * What a simulated market produced, and what each connection was sent of it.
 *
 * <p>Keys are those of {@link FrameKeys}, in order. <em>Produced</em> counts every frame that the
 * market made, also while nobody was connected. <em>Sent</em> counts the frames of a connection
 * that the operating system took between the acknowledgement and the simulator's own Close; of a
 * connection that vanished, those taken up to then. Stream {@code -} holds what belongs to no
 * stream: answers of the protocol and garbage.
 *
 * @param venue whose protocol was spoken: {@code binance-spot}
 * @param seed the number that made the market and its faults
 * @param streams what the market produced
 * @param connections every connection ever accepted, in order
 */
public record Ledger(String venue, long seed, List<Stream> streams, List<Connection> connections) {

  /** The version of the file format that this software writes and reads. */
  public static final int FORMAT_VERSION = 1;

  /** One stream's keys, in order. */
  public record Stream(StreamId stream, KeyRuns keys) {
    public Stream {
      requireNonNull(stream, "stream");
      requireNonNull(keys, "keys");
    }
  }

  /**
   * What one connection was sent.
   *
   * @param number counts accepted connections from 1
   */
  public record Connection(int number, List<Stream> streams) {
    public Connection {
      streams = List.copyOf(streams);
    }

    /** The keys of one stream; empty where nothing was sent. */
    public KeyRuns sent(StreamId stream) {
      return find(streams, stream);
    }
  }

  public Ledger {
    requireNonNull(venue, "venue");
    streams = List.copyOf(streams);
    connections = List.copyOf(connections);
  }

  /** The keys that the market produced on one stream; empty where it produced none. */
  public KeyRuns produced(StreamId stream) {
    return find(streams, stream);
  }

  /** The keys sent on one stream, connection by connection. */
  public KeyRuns sent(StreamId stream) {
    KeyRuns.Builder keys = new KeyRuns.Builder();
    for (Connection connection : connections) {
      KeyRuns sent = connection.sent(stream);
      for (int run = 0; run < sent.runs(); run++) {
        keys.addRun(sent.runFirst(run), sent.runStep(run), sent.runCount(run));
      }
    }
    return keys.build();
  }

  private static KeyRuns find(List<Stream> streams, StreamId wanted) {
    for (Stream stream : streams) {
      if (stream.stream().equals(wanted)) {
        return stream.keys();
      }
    }
    return KeyRuns.EMPTY;
  }

  /**
   * Reads a ledger file.
   *
   * @throws IOException if it cannot be read or is no ledger of this format; says where
   */
  public static Ledger read(Path file) throws IOException {
    return LedgerFile.read(file);
  }

  /** Writes beside the file first and renames, so that a reader never sees half a ledger. */
  public void write(Path file) throws IOException {
    LedgerFile.write(this, file);
  }
}
