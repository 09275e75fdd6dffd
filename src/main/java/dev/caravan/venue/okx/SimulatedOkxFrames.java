package dev.caravan.venue.okx;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caravan.instrument.StreamId;
import dev.caravan.ledger.FrameKeys;
import dev.caravan.simulator.MarketFrame;
import dev.caravan.simulator.MarketOptions;
import dev.caravan.simulator.MarketStream;
import dev.caravan.simulator.SymbolNames;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes the frames of a synthetic market, stream by stream in turn.
 *
 * <p>Deterministic from its seed; only the times in the frames are the caller's. Each stream of
 * books has a book of its own. Not thread-safe.
 */
final class SimulatedOkxFrames implements SimulatedOkxSource {

  private static final List<String> DEFAULT_CHANNELS = List.of("bbo-tbt", "trades");
  private static final List<String> SYMBOLS =
      List.of(
          "BTC-USDT",
          "ETH-USDT",
          "SOL-USDT",
          "XRP-USDT",
          "DOGE-USDT",
          "ADA-USDT",
          "TON-USDT",
          "LTC-USDT",
          "BCH-USDT",
          "LINK-USDT",
          "AVAX-USDT");

  private final Map<String, Deque<SimulatedOkxTrade>> trades = new LinkedHashMap<>();
  private final Map<String, SimulatedOkxBook> books = new HashMap<>();
  private final Map<String, String> latest = new HashMap<>();
  private final List<MarketStream> streams = new ArrayList<>();
  private final List<SimulatedOkxPayloads.Writer> writers = new ArrayList<>();
  private int nextStream;

  SimulatedOkxFrames(MarketOptions options) {
    List<String> channels = options.channels().isEmpty() ? DEFAULT_CHANNELS : options.channels();
    for (String channel : channels) {
      if (!SimulatedOkxArg.isPossible(channel)) {
        throw new IllegalArgumentException(
            "channel cannot be simulated: channel="
                + channel
                + "; these can: "
                + SimulatedOkxArg.POSSIBLE);
      }
      if (SimulatedOkxArg.standsAlone(channel)) {
        add(StreamId.parse(channel), options.seed());
      }
    }
    for (String symbol : symbols(options.symbols())) {
      trades.put(symbol, new ArrayDeque<>());
      for (String channel : channels) {
        if (!SimulatedOkxArg.standsAlone(channel)) {
          add(new StreamId(channel, symbol), options.seed());
        }
      }
    }
  }

  private void add(StreamId id, long marketSeed) {
    String name = SimulatedOkxSession.name(id.channel(), id.symbol());
    long seed = marketSeed * 1_000_003 + id.symbol().hashCode() * 31L + id.channel().hashCode();
    int place = SYMBOLS.indexOf(id.symbol().replaceFirst("^(\\w+-\\w+).*", "$1"));
    long price = place < 0 ? 1_000 : 900_000L >> Math.min(place * 2, 9);
    SimulatedOkxBook book = new SimulatedOkxBook(price, 344_000_000_000L + (seed & 0xffff), seed);
    if (SimulatedOkxArg.beginsWithBook(id.channel())) {
      books.put(name, book);
    }
    streams.add(new MarketStream(name, id));
    writers.add(
        SimulatedOkxPayloads.of(
            id, book, trades.getOrDefault(id.symbol(), new ArrayDeque<>()), seed));
  }

  /** Names behind the known ones are made up, of spot. */
  private static List<String> symbols(String spec) {
    return SymbolNames.of(spec, SYMBOLS, "").stream()
        .map(name -> name.indexOf('-') < 0 ? name + "-USDT" : name)
        .toList();
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
    SimulatedOkxPayloads.Said said = writers.get(number).write(timeMs, key);
    latest.put(streams.get(number).name(), said.element());
    byte[] frame = frame(streams.get(number).id(), said).getBytes(UTF_8);
    long known = key[0] >= 0 ? key[0] : FrameKeys.hash(frame, 0, frame.length);
    into.set(number, known, frame, 0, frame.length, 0, frame.length);
    return true;
  }

  private static String frame(StreamId id, SimulatedOkxPayloads.Said said) {
    return "{\"arg\":"
        + SimulatedOkxArg.of(id)
        + (said.action().isEmpty() ? "" : ",\"action\":\"" + said.action() + "\"")
        + ",\"data\":["
        + said.element()
        + "]}";
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
    return Optional.of(frame(id, SimulatedOkxPayloads.whole(book)));
  }

  @Override
  public Optional<SimulatedOkxBook> bookOf(String instrument) {
    return Optional.ofNullable(books.get(SimulatedOkxSession.name("books", instrument)));
  }

  @Override
  public List<SimulatedOkxTrade> trades(String instrument) {
    return List.copyOf(trades.getOrDefault(instrument, new ArrayDeque<>()));
  }

  @Override
  public Optional<String> latest(String channel, String about) {
    return Optional.ofNullable(latest.get(SimulatedOkxSession.name(channel, about)));
  }

  List<String> listed() {
    return List.copyOf(trades.keySet());
  }
}
