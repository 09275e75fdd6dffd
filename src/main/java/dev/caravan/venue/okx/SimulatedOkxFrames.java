package dev.caravan.venue.okx;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caravan.instrument.StreamId;
import dev.caravan.ledger.FrameKeys;
import dev.caravan.simulator.MarketFrame;
import dev.caravan.simulator.MarketOptions;
import dev.caravan.simulator.MarketStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Makes the frames of a synthetic market, stream by stream in turn.
 *
 * <p>Deterministic from its seed; only the times in the frames are the caller's. Each stream of
 * books has a book of its own. One frame of a book in {@value #HEARTBEAT_EACH} is a heartbeat, one
 * in {@value #RESET_EACH} begins the ids anew. Not thread-safe.
 */
final class SimulatedOkxFrames implements SimulatedOkxSource {

  static final List<String> CHANNELS =
      List.of(
          "books",
          "books5",
          "bbo-tbt",
          "trades",
          "trades-all",
          "tickers",
          "mark-price",
          "funding-rate",
          "open-interest",
          "index-tickers",
          "candle1m",
          "candle1H",
          "candle1D");

  private static final List<String> DEFAULT_CHANNELS = List.of("bbo-tbt", "trades");
  private static final List<String> BASES =
      List.of("BTC", "ETH", "SOL", "XRP", "DOGE", "ADA", "TON", "LTC", "BCH", "LINK", "AVAX");
  private static final int DEFAULT_SYMBOLS = 5;
  private static final int KEPT_TRADES = 5_000;
  private static final int HEARTBEAT_EACH = 50;
  private static final int RESET_EACH = 997;
  private static final Map<String, Long> CANDLE_MS =
      Map.of("candle1m", 60_000L, "candle1H", 3_600_000L, "candle1D", 86_400_000L);

  /** Writes the next {@code data} element of a stream. */
  @FunctionalInterface
  private interface Writer {
    /** The frame behind its arg, and in the first place its key or -1. */
    String write(long timeMs, long[] key);
  }

  private final Map<String, Deque<SimulatedOkxTrade>> trades = new LinkedHashMap<>();
  private final Map<String, SimulatedOkxBook> books = new HashMap<>();
  private final List<MarketStream> streams = new ArrayList<>();
  private final List<Writer> writers = new ArrayList<>();
  private int nextStream;

  SimulatedOkxFrames(MarketOptions options) {
    List<String> channels = options.channels().isEmpty() ? DEFAULT_CHANNELS : options.channels();
    for (String channel : channels) {
      if (!CHANNELS.contains(channel)) {
        throw new IllegalArgumentException(
            "channel cannot be simulated: channel=" + channel + "; these can: " + CHANNELS);
      }
    }
    long seed = options.seed();
    for (String symbol : symbols(options.symbols())) {
      trades.put(symbol, new ArrayDeque<>());
      for (String channel : channels) {
        StreamId id = new StreamId(channel, symbol);
        streams.add(new MarketStream(SimulatedOkxSession.name(channel, symbol), id));
        writers.add(writer(id, seed * 1_000_003 + symbol.hashCode() * 31L + channel.hashCode()));
      }
    }
  }

  private static List<String> symbols(String spec) {
    if (spec.isBlank() || spec.matches("\\d{1,5}")) {
      int count = spec.isBlank() ? DEFAULT_SYMBOLS : Integer.parseInt(spec);
      if (count < 1) {
        throw new IllegalArgumentException("symbols=" + spec + ": at least 1 is needed");
      }
      List<String> first = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        first.add((i < BASES.size() ? BASES.get(i) : "SIM" + (i + 1)) + "-USDT");
      }
      return first;
    }
    List<String> named = new ArrayList<>();
    for (String name : spec.split(",")) {
      if (!name.isBlank() && !named.contains(name.strip())) {
        named.add(name.strip());
      }
    }
    return named;
  }

  private Writer writer(StreamId id, long seed) {
    int place = BASES.indexOf(id.symbol().replaceFirst("-.*", ""));
    long price = place < 0 ? 1_000 : 900_000L >> Math.min(place * 2, 9);
    SimulatedOkxBook book = new SimulatedOkxBook(price, 344_000_000_000L + (seed & 0xffff), seed);
    SplittableRandom random = new SplittableRandom(seed);
    String symbol = id.symbol();
    return switch (OkxChannels.kind(id.channel())) {
      case BOOK -> {
        books.put(SimulatedOkxSession.name(id.channel(), symbol), book);
        yield changes(book);
      }
      case BEST_LEVELS ->
          (timeMs, key) -> levels(book, 5, "\"instId\":\"" + symbol + "\",", timeMs, key);
      case QUOTE -> (timeMs, key) -> levels(book, 1, "", timeMs, key);
      case TRADES, TRADES_ALL -> trades(id, book, random);
      case TICKER -> (timeMs, key) -> ticker(symbol, book, timeMs);
      case CANDLES -> candles(book, CANDLE_MS.getOrDefault(id.channel(), 60_000L));
      case MARK_PRICE ->
          (timeMs, key) ->
              derivative(symbol, "\"markPx\":\"" + price(step(book, timeMs)) + "\"", timeMs);
      case FUNDING ->
          (timeMs, key) ->
              derivative(
                  symbol,
                  "\"fundingRate\":\"0.0000"
                      + (10 + random.nextInt(89))
                      + "\",\"fundingTime\":\""
                      + (timeMs - timeMs % 28_800_000 + 28_800_000)
                      + "\"",
                  timeMs);
      case OPEN_INTEREST ->
          (timeMs, key) ->
              derivative(symbol, "\"oi\":\"" + (5_000_000 + random.nextInt(9999)) + "\"", timeMs);
      default ->
          (timeMs, key) ->
              derivative(symbol, "\"idxPx\":\"" + price(step(book, timeMs)) + "\"", timeMs);
    };
  }

  private static SimulatedOkxBook step(SimulatedOkxBook book, long timeMs) {
    book.step(timeMs);
    return book;
  }

  private static String price(SimulatedOkxBook book) {
    return SimulatedOkxBook.tenths(book.bestBid());
  }

  private static String derivative(String symbol, String what, long timeMs) {
    return ",\"data\":[{\"instId\":\""
        + symbol
        + "\",\"instType\":\"SWAP\","
        + what
        + ",\"ts\":\""
        + timeMs
        + "\"}]}";
  }

  private static Writer changes(SimulatedOkxBook book) {
    int[] made = {0};
    return (timeMs, key) -> {
      long previous = book.seqId();
      made[0]++;
      if (made[0] % HEARTBEAT_EACH == 0) {
        book.rest();
      } else {
        book.step(timeMs);
        if (made[0] % RESET_EACH == 0) {
          book.beginIdsAnew();
        }
      }
      key[0] = book.seqId() > previous ? book.seqId() : -1;
      return ",\"action\":\"update\",\"data\":[{"
          + book.changes(timeMs)
          + ",\"checksum\":0,\"prevSeqId\":"
          + previous
          + ",\"seqId\":"
          + book.seqId()
          + "}]}";
    };
  }

  private static String levels(
      SimulatedOkxBook book, int levels, String more, long timeMs, long[] key) {
    book.step(timeMs);
    key[0] = book.seqId();
    return ",\"data\":[{" + more + book.best(levels) + ",\"seqId\":" + book.seqId() + "}]}";
  }

  private Writer trades(StreamId id, SimulatedOkxBook book, SplittableRandom random) {
    boolean isTogether = OkxChannels.kind(id.channel()) == OkxChannels.Kind.TRADES;
    Deque<SimulatedOkxTrade> kept = trades.getOrDefault(id.symbol(), new ArrayDeque<>());
    long[] lastId = {674_510_000L + (id.symbol().hashCode() & 0xffff)};
    return (timeMs, key) -> {
      book.step(timeMs);
      boolean isBuy = random.nextBoolean();
      SimulatedOkxTrade trade =
          new SimulatedOkxTrade(
              id.symbol(),
              ++lastId[0],
              SimulatedOkxBook.tenths(isBuy ? book.bestAsk() : book.bestBid()),
              SimulatedOkxBook.tenths(1 + random.nextInt(500)),
              isBuy,
              timeMs);
      key[0] = trade.id();
      if (kept.isEmpty() || kept.getFirst().id() < trade.id()) {
        kept.addFirst(trade);
        if (kept.size() > KEPT_TRADES) {
          kept.removeLast();
        }
      }
      String more = isTogether ? ",\"count\":\"1\",\"seqId\":" + book.seqId() : "";
      return ",\"data\":[{" + trade.fields() + more + "}]}";
    };
  }

  private static String ticker(String symbol, SimulatedOkxBook book, long timeMs) {
    book.step(timeMs);
    String bid = SimulatedOkxBook.tenths(book.bestBid());
    String ask = SimulatedOkxBook.tenths(book.bestAsk());
    return ",\"data\":[{\"instType\":\"SPOT\",\"instId\":\""
        + symbol
        + "\",\"last\":\""
        + bid
        + "\",\"lastSz\":\"0.1\",\"askPx\":\""
        + ask
        + "\",\"askSz\":\"1\",\"bidPx\":\""
        + bid
        + "\",\"bidSz\":\"2\",\"open24h\":\""
        + bid
        + "\",\"high24h\":\""
        + ask
        + "\",\"low24h\":\""
        + bid
        + "\",\"volCcy24h\":\"2222\",\"vol24h\":\""
        + book.seqId()
        + "\",\"sodUtc0\":\"\",\"sodUtc8\":\"\",\"ts\":\""
        + timeMs
        + "\"}]}";
  }

  /** The volume grows with each frame, so that no two are the same; the last of each is final. */
  private static Writer candles(SimulatedOkxBook book, long intervalMs) {
    long[] openMs = {-1};
    long[] volume = {0};
    return (timeMs, key) -> {
      book.step(timeMs);
      long now = timeMs - timeMs % intervalMs;
      boolean isFinal = openMs[0] >= 0 && now > openMs[0];
      openMs[0] = openMs[0] < 0 ? now : openMs[0];
      String price = SimulatedOkxBook.tenths(book.bestBid());
      String prices = price + "\",\"" + price + "\",\"" + price + "\",\"" + price;
      String text =
          ",\"data\":[[\""
              + openMs[0]
              + "\",\""
              + prices
              + "\",\""
              + ++volume[0]
              + "\",\"1\",\"1\",\""
              + (isFinal ? 1 : 0)
              + "\"]]}";
      if (isFinal) {
        openMs[0] = now;
      }
      return text;
    };
  }

  @Override
  public List<MarketStream> streams() {
    return streams;
  }

  @Override
  public boolean next(long timeMs, MarketFrame into) {
    int number = nextStream;
    nextStream = (nextStream + 1) % streams.size();
    long[] key = {-1};
    String behind = writers.get(number).write(timeMs, key);
    byte[] frame = (head(streams.get(number).id()) + behind).getBytes(UTF_8);
    long known = key[0] >= 0 ? key[0] : FrameKeys.hash(frame, 0, frame.length);
    into.set(number, known, frame, 0, frame.length, 0, frame.length);
    return true;
  }

  private static String head(StreamId id) {
    return "{\"arg\":{\"channel\":\"" + id.channel() + "\",\"instId\":\"" + id.symbol() + "\"}";
  }

  @Override
  public boolean isListed(String instrument) {
    return trades.containsKey(instrument);
  }

  @Override
  public Optional<String> book(String streamName) {
    SimulatedOkxBook book = books.get(streamName);
    if (book == null) {
      return Optional.empty();
    }
    StreamId id =
        streams.stream()
            .filter(stream -> stream.name().equals(streamName))
            .findFirst()
            .orElseThrow()
            .id();
    return Optional.of(
        head(id)
            + ",\"action\":\"snapshot\",\"data\":[{"
            + book.best(400)
            + ",\"checksum\":0,\"prevSeqId\":-1,\"seqId\":"
            + book.seqId()
            + "}]}");
  }

  @Override
  public Optional<SimulatedOkxBook> bookOf(String instrument) {
    return Optional.ofNullable(books.get(SimulatedOkxSession.name("books", instrument)));
  }

  @Override
  public List<SimulatedOkxTrade> trades(String instrument) {
    return List.copyOf(trades.getOrDefault(instrument, new ArrayDeque<>()));
  }

  List<String> listed() {
    return List.copyOf(trades.keySet());
  }
}
