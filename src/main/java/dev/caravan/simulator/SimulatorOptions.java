package dev.caravan.simulator;

import static java.util.Objects.requireNonNull;

import dev.caravan.clock.EpochNanoClock;
import dev.caravan.clock.NanoClock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What to simulate, how fast, and what is to go wrong; immutable, made by {@link #of}. */
public final class SimulatorOptions {

  public static final int DEFAULT_RATE = 1000;
  public static final Duration DEFAULT_START_AFTER = Duration.ofSeconds(5);
  public static final long DEFAULT_QUEUE_LIMIT_BYTES = 256L << 20;

  /** The most frames that a market can make, for a market without limit. */
  public static final long UNLIMITED = Long.MAX_VALUE;

  private final Builder builder;

  private SimulatorOptions(Builder builder) {
    this.builder = builder;
  }

  /** Starts with the defaults: a free port on loopback, a synthetic market, no faults. */
  public static Builder of(SimulatedVenue venue) {
    return new Builder(venue);
  }

  SimulatedVenue venue() {
    return builder.venue;
  }

  String host() {
    return builder.host;
  }

  int port() {
    return builder.port;
  }

  /** What the market is to hold; reads the recorded file. */
  MarketOptions market() throws IOException {
    Optional<Recording> recording =
        builder.from.isPresent()
            ? Optional.of(Recording.read(builder.from.get()))
            : builder.replayed;
    return new MarketOptions(builder.symbols, builder.channels, recording, builder.faults.seed());
  }

  /** When the frames of a market are due. */
  Pacing pacing(SimulatedMarket market) {
    return builder.replayed.isPresent()
        ? new RecordedPacing(market::nextTimeNs, builder.speed)
        : new EvenPacing(builder.rate);
  }

  /** Whether what was made and sent is kept for a ledger; a replay has none. */
  boolean keepsLedger() {
    return builder.replayed.isEmpty();
  }

  long messages() {
    return builder.messages;
  }

  FaultPlan faults() {
    return builder.faults;
  }

  Optional<Path> ledger() {
    return builder.ledger;
  }

  boolean isTls() {
    return builder.isTls;
  }

  Duration startAfter() {
    return builder.startAfter;
  }

  Duration pingEvery() {
    return builder.pingEvery;
  }

  Duration pongWithin() {
    return builder.pongWithin;
  }

  Duration speakWithin() {
    return builder.speakWithin;
  }

  Duration lifetime() {
    return builder.lifetime;
  }

  long queueLimitBytes() {
    return builder.queueLimitBytes;
  }

  long waitAboveBytes() {
    return builder.waitAboveBytes;
  }

  EpochNanoClock epochClock() {
    return builder.epochClock;
  }

  NanoClock nanoClock() {
    return builder.nanoClock;
  }

  /** Collects the options. */
  public static final class Builder implements Cloneable {
    private final SimulatedVenue venue;
    private String host = "127.0.0.1";
    private int port;
    private String symbols = "";
    private List<String> channels = List.of();
    private int rate = DEFAULT_RATE;
    private long messages = UNLIMITED;
    private Optional<Path> from = Optional.empty();
    private Optional<Recording> replayed = Optional.empty();
    private double speed = 1;
    private FaultPlan faults = FaultPlan.NONE;
    private Optional<Path> ledger = Optional.empty();
    private boolean isTls;
    private Duration startAfter = DEFAULT_START_AFTER;
    private Duration pingEvery;
    private Duration pongWithin;
    private Duration speakWithin;
    private Duration lifetime;
    private long queueLimitBytes = DEFAULT_QUEUE_LIMIT_BYTES;
    private long waitAboveBytes = Long.MAX_VALUE;
    private EpochNanoClock epochClock = EpochNanoClock.system();
    private NanoClock nanoClock = NanoClock.system();

    private Builder(SimulatedVenue venue) {
      this.venue = requireNonNull(venue, "venue");
      this.pingEvery = venue.pingEvery();
      this.pongWithin = venue.pongWithin();
      this.speakWithin = venue.speakWithin();
      this.lifetime = venue.lifetime();
    }

    /** The address to listen on. */
    public Builder host(String host) {
      this.host = requireNonNull(host, "host");
      return this;
    }

    /** 0 takes a free one. */
    public Builder port(int port) {
      this.port = port;
      return this;
    }

    /** A number, or names separated by commas. */
    public Builder symbols(String symbols) {
      this.symbols = requireNonNull(symbols, "symbols");
      return this;
    }

    public Builder channels(String... channels) {
      this.channels = List.of(channels);
      return this;
    }

    /** Messages a second over all streams together. */
    public Builder rate(int rate) {
      if (rate < 1) {
        throw new IllegalArgumentException(
            "rate must be at least 1 message a second: rate=" + rate);
      }
      this.rate = rate;
      return this;
    }

    /** How many messages the market makes in all; afterwards it stays open and silent. */
    public Builder messages(long messages) {
      if (messages < 0) {
        throw new IllegalArgumentException("messages must not be negative: messages=" + messages);
      }
      this.messages = messages;
      return this;
    }

    /** Serves recorded frames, one a line, instead of a synthetic market. */
    public Builder from(Path file) {
      this.from = Optional.of(file);
      return this;
    }

    /**
     * Serves a recording at the pace at which it was recorded, and never faster than its clients
     * take it, instead of a market. It may be larger than memory, so there is no ledger.
     *
     * @param speed how many seconds of the recording pass in one; infinite for as fast as it goes
     */
    public Builder replay(Recording recording, double speed) {
      if (!(speed > 0)) {
        throw new IllegalArgumentException("speed must be more than 0: speed=" + speed);
      }
      this.replayed = Optional.of(recording);
      this.speed = speed;
      return this;
    }

    public Builder faults(FaultPlan faults) {
      this.faults = requireNonNull(faults, "faults");
      return this;
    }

    /** As {@link FaultPlan#parse} reads it. */
    public Builder faults(String spec) {
      return faults(FaultPlan.parse(spec));
    }

    /** The file that is kept up to date while the simulator runs. */
    public Builder ledger(Path file) {
      this.ledger = Optional.of(file);
      return this;
    }

    /**
     * Serves {@code wss} and {@code https} with a certificate that is made at the start, for {@code
     * localhost} and the loopback addresses.
     */
    public Builder tls() {
      this.isTls = true;
      return this;
    }

    /** How long after the first subscription the market begins though streams are still missing. */
    public Builder startAfter(Duration startAfter) {
      this.startAfter = requireNonNull(startAfter, "startAfter");
      return this;
    }

    public Builder pingEvery(Duration pingEvery) {
      this.pingEvery = requireNonNull(pingEvery, "pingEvery");
      return this;
    }

    public Builder pongWithin(Duration pongWithin) {
      this.pongWithin = requireNonNull(pongWithin, "pongWithin");
      return this;
    }

    /** How long a client may say nothing before its connection ends. */
    public Builder speakWithin(Duration speakWithin) {
      this.speakWithin = requireNonNull(speakWithin, "speakWithin");
      return this;
    }

    /** At what age a connection is closed. */
    public Builder lifetime(Duration lifetime) {
      this.lifetime = requireNonNull(lifetime, "lifetime");
      return this;
    }

    /** How much may wait in memory for one slow client before it is disconnected. */
    public Builder queueLimitBytes(long queueLimitBytes) {
      this.queueLimitBytes = queueLimitBytes;
      return this;
    }

    /**
     * The market waits while more than this is queued for a client: where the machine cannot keep
     * the rate, the rate falls, not the client behind. Otherwise it waits for nobody.
     */
    public Builder waitAboveBytes(long waitAboveBytes) {
      this.waitAboveBytes = waitAboveBytes;
      return this;
    }

    /** Tells the wall time at which the market begins. */
    public Builder epochClock(EpochNanoClock epochClock) {
      this.epochClock = requireNonNull(epochClock, "epochClock");
      return this;
    }

    /** Paces the market. */
    public Builder nanoClock(NanoClock nanoClock) {
      this.nanoClock = requireNonNull(nanoClock, "nanoClock");
      return this;
    }

    public SimulatorOptions build() {
      try {
        return new SimulatorOptions((Builder) clone());
      } catch (CloneNotSupportedException e) {
        throw new AssertionError(e);
      }
    }
  }
}
