package dev.caravan.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;

/**
 * Runs one client as fast as its core lets it, and says what a message cost then.
 *
 * <p>It gets warm at a rate first, since a minute of all it can take does not fit into memory, and
 * then {@value #SETTLE_MS} ms at full speed before the window. All of it is written to {@link
 * TouchedMemory}.
 *
 * @param rate messages a second of the warm-up
 */
record FloodTrial(Setting setting, int rate, Duration warmUp, Duration window) {

  private static final int SETTLE_MS = 2_000;
  private static final long MOST_BYTES_A_FRAME = 1_000;
  private static final long MOST_BYTES_A_MS = 2 << 20;
  private static final long TOUCHED_WITHIN_S = 20;
  private static final Duration ALL_WITHIN = Duration.ofSeconds(60);

  private record Flood(Measurement measured, long sent) {}

  /** One that writes frames as they are. */
  Measurement bare() throws IOException, InterruptedException {
    try (Java venue = venue()) {
      URI url = URI.create(venue.readLine());
      try (Subject bare = BareSubject.start(setting, url)) {
        return measure(venue, bare).measured();
      }
    } finally {
      Trial.clean(setting.folder());
    }
  }

  /**
   * Caravan; each stream's ids must be in its files once and in order.
   *
   * @param settings in addition to the shipped ones, {@code key=value}
   * @throws IOException if anything is missing or doubled
   */
  Measurement caravan(List<String> settings) throws IOException, InterruptedException {
    try (Java venue = venue()) {
      URI url = URI.create(venue.readLine());
      Flood flood;
      try (Subject caravan = CaravanSubject.start(setting, url, Trial.freePort(), settings)) {
        flood = measure(venue, caravan);
      }
      RecordedIds.check(CaravanSubject.segments(setting), flood.sent());
      return flood.measured();
    } finally {
      Trial.clean(setting.folder());
    }
  }

  private Java venue() throws IOException {
    return setting.startVenue(FloodVenue.class, rate);
  }

  private Flood measure(Java venue, Subject subject) throws IOException, InterruptedException {
    Trial.awaitReceiving(subject);
    long touchedTo = TouchedMemory.behind(subject.file(), mostBytes());
    Thread.sleep(warmUp.toMillis());
    venue.say();
    Thread.sleep(SETTLE_MS);
    Measurement measured = Trial.measure(subject, window);
    long written = Files.size(subject.file());
    if (written > touchedTo) {
      throw new IOException(
          "the client was faster than expected: "
              + written
              + " bytes written, memory touched up to "
              + touchedTo
              + "; take a shorter --window");
    }
    long sent = Long.parseLong(venue.ask());
    awaitAll(subject, sent);
    subject.end();
    return new Flood(measured, sent);
  }

  private long mostBytes() {
    return MOST_BYTES_A_FRAME * rate * (warmUp.toSeconds() + TOUCHED_WITHIN_S)
        + MOST_BYTES_A_MS * (SETTLE_MS + window.toMillis());
  }

  /** What waits in the sockets of a client that is behind is no loss. */
  private static void awaitAll(Subject subject, long sent)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + ALL_WITHIN.toNanos();
    for (long got = 0; got < sent; got = subject.received().frames()) {
      if (System.nanoTime() > deadline) {
        throw new IOException("sent " + sent + ", received " + got);
      }
      Thread.sleep(100);
    }
  }
}
