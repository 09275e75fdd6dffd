package dev.caravan.ledger;

import static java.util.Objects.requireNonNull;

import dev.caravan.instrument.StreamId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps a ledger while a market runs.
 *
 * <p>Threads: any; every method holds one lock for a moment.
 */
public final class LedgerRecorder {

  private final String venue;
  private final long seed;
  private final boolean keepsKeys;

  // Guarded by this.
  private final Map<StreamId, KeyRuns.Builder> produced = new LinkedHashMap<>();
  private final List<Map<StreamId, KeyRuns.Builder>> connections = new ArrayList<>();

  public LedgerRecorder(String venue, long seed) {
    this(venue, seed, true);
  }

  private LedgerRecorder(String venue, long seed, boolean keepsKeys) {
    this.venue = requireNonNull(venue, "venue");
    this.seed = seed;
    this.keepsKeys = keepsKeys;
  }

  /** One whose ledger is always empty, for runs without end. */
  public static LedgerRecorder forgetting(String venue) {
    return new LedgerRecorder(venue, 0, false);
  }

  /** The market made a frame. */
  public synchronized void produced(StreamId stream, long key) {
    if (keepsKeys) {
      add(produced, stream, key);
    }
  }

  /** A connection was accepted; returns its number, counted from 1. */
  public synchronized int connected() {
    connections.add(new LinkedHashMap<>());
    return connections.size();
  }

  /**
   * A frame went out on the connection with this number.
   *
   * @throws IndexOutOfBoundsException if {@link #connected} never returned that number
   */
  public synchronized void sent(int connection, StreamId stream, long key) {
    if (keepsKeys) {
      add(connections.get(connection - 1), stream, key);
    }
  }

  /** What is known now; later frames do not change it. */
  public synchronized Ledger snapshot() {
    List<Ledger.Connection> sent = new ArrayList<>();
    for (int i = 0; i < connections.size(); i++) {
      sent.add(new Ledger.Connection(i + 1, build(connections.get(i))));
    }
    return new Ledger(venue, seed, build(produced), sent);
  }

  private static void add(Map<StreamId, KeyRuns.Builder> streams, StreamId stream, long key) {
    streams.computeIfAbsent(stream, unused -> new KeyRuns.Builder()).add(key);
  }

  private static List<Ledger.Stream> build(Map<StreamId, KeyRuns.Builder> streams) {
    List<Ledger.Stream> built = new ArrayList<>(streams.size());
    streams.forEach((stream, keys) -> built.add(new Ledger.Stream(stream, keys.build())));
    return built;
  }
}
