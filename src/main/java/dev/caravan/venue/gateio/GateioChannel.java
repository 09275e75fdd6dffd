package dev.caravan.venue.gateio;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caravan.instrument.Sequencing;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Lists the venue's channels: how each is called on the wire, and how its frames are laid out.
 *
 * <p>Shape: what Caravan calls a channel is the wire's name, and behind an underscore what else
 * tells its streams apart: the interval of candles ({@code spot.candlesticks_1m}), the levels of a
 * depth of the second version ({@code spot.obu_50}), and those of the other books where they are
 * not the usual ones, since not every frame says them ({@code spot.order_book_5}).
 *
 * <p>Source: protocol sheet of 2026-11-20, sections 4, 5 and 10.
 */
enum GateioChannel {
  SPOT_TRADES("spot.trades", Kind.TRADES),
  SPOT_TICKERS("spot.tickers", Kind.TICKERS),
  SPOT_CANDLES("spot.candlesticks", Kind.CANDLES),
  SPOT_QUOTES("spot.book_ticker", Kind.QUOTES),
  SPOT_DELTAS("spot.order_book_update", Kind.DELTAS),
  SPOT_BOOKS("spot.order_book", Kind.BOOKS),
  SPOT_DEPTH("spot.obu", Kind.DEPTH),
  FUTURES_TRADES("futures.trades", Kind.TRADES),
  FUTURES_TICKERS("futures.tickers", Kind.TICKERS),
  FUTURES_CANDLES("futures.candlesticks", Kind.CANDLES),
  FUTURES_QUOTES("futures.book_ticker", Kind.QUOTES),
  FUTURES_DELTAS("futures.order_book_update", Kind.DELTAS),
  FUTURES_BOOKS("futures.order_book", Kind.BOOKS),
  FUTURES_DEPTH("futures.obu", Kind.DEPTH),
  FUTURES_LIQUIDATIONS("futures.public_liquidates", Kind.LIQUIDATIONS),
  FUTURES_STATISTICS("futures.contract_stats", Kind.STATISTICS),
  FUTURES_CONTRACTS("futures.contract_info", Kind.CONTRACTS);

  /** What the frames of a channel are about; both markets name them alike. */
  enum Kind {
    TRADES,
    TICKERS,
    CANDLES,
    QUOTES,
    /** Changes that continue a book over REST. */
    DELTAS,
    /** Whole books of few levels. */
    BOOKS,
    /** Changes that continue a book of the same channel. */
    DEPTH,
    LIQUIDATIONS,
    STATISTICS,
    CONTRACTS
  }

  private static final GateioChannel[] ALL = values();
  private static final int USUAL_DELTA_LEVELS = 100;
  private static final int USUAL_BOOK_LEVELS = 20;

  private final String wire;
  private final byte[] bytes;
  private final Kind kind;

  GateioChannel(String wire, Kind kind) {
    this.wire = wire;
    this.bytes = wire.getBytes(UTF_8);
    this.kind = kind;
  }

  /** The channel with this name on the wire, or null; allocates nothing. */
  static @Nullable GateioChannel onWire(byte[] name, int from, int to) {
    for (GateioChannel channel : ALL) {
      if (Arrays.equals(channel.bytes, 0, channel.bytes.length, name, from, to)) {
        return channel;
      }
    }
    return null;
  }

  /** The channel of a stream's name, whatever tells its streams apart; empty if none is known. */
  static Optional<GateioChannel> of(String channel) {
    GateioChannel longest = null;
    for (GateioChannel candidate : ALL) {
      boolean fits =
          channel.startsWith(candidate.wire)
              && (channel.length() == candidate.wire.length()
                  || channel.charAt(candidate.wire.length()) == '_');
      if (fits && (longest == null || candidate.wire.length() > longest.wire.length())) {
        longest = candidate;
      }
    }
    return Optional.ofNullable(longest);
  }

  String wire() {
    return wire;
  }

  Kind kind() {
    return kind;
  }

  boolean isSpot() {
    return ordinal() < FUTURES_TRADES.ordinal();
  }

  /** What a stream's name adds to the wire's: {@code 1m}, {@code 50}; empty if nothing. */
  String addition(String channel) {
    return channel.length() > wire.length() ? channel.substring(wire.length() + 1) : "";
  }

  /** How many levels a book has of which the name says nothing. */
  int usualLevels() {
    return kind == Kind.BOOKS ? USUAL_BOOK_LEVELS : USUAL_DELTA_LEVELS;
  }

  /** The name of the stream's channel that has this many levels; 0 where the frame does not say. */
  String named(int levels) {
    return levels <= 0 || levels == usualLevels() ? wire : wire + "_" + levels;
  }

  /** Whether {@link #named} needs to know how many levels there are. */
  boolean isNamedByLevels() {
    return kind == Kind.DELTAS || kind == Kind.BOOKS;
  }

  /**
   * What the ids prove. Trades of spot are numbered without a hole for each market, says the venue;
   * those of futures only grow as far as anybody knows.
   */
  Sequencing sequencing() {
    return switch (kind) {
      case DELTAS, DEPTH -> Sequencing.CONTIGUOUS;
      case TRADES -> isSpot() ? Sequencing.CONTIGUOUS : Sequencing.GROWING;
      case QUOTES, BOOKS -> Sequencing.GROWING;
      case TICKERS, CANDLES, LIQUIDATIONS, STATISTICS, CONTRACTS -> Sequencing.NONE;
    };
  }
}
