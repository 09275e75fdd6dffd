package dev.caravan.venue.okx;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.book.Continuity;
import dev.caravan.instrument.Recognition;
import dev.caravan.instrument.Sequencing;
import dev.caravan.instrument.StreamId;
import dev.caravan.market.Arrival;
import dev.caravan.market.BookSnapshot;
import dev.caravan.market.BookSource;
import dev.caravan.market.InvalidData;
import dev.caravan.market.LiveState;
import dev.caravan.market.MarketWords;
import dev.caravan.simulator.MarketFrame;
import dev.caravan.simulator.MarketOptions;
import dev.caravan.simulator.MarketStream;
import dev.caravan.simulator.RestAnswer;
import dev.caravan.simulator.SimulatedClient;
import dev.caravan.simulator.SimulatedMarket;
import dev.caravan.simulator.SimulatedSession;
import dev.caravan.stream.ControlMessage;
import dev.caravan.venue.okx.OkxChannels.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The simulated venue says what the sheet says, and ends who breaks its limits. */
class SimulatedOkxTest {

  private static final long SECOND = 1_000_000_000L;
  private static final StreamId BOOKS = new StreamId("books", "BTC-USDT");

  private final SimulatedOkxFrames frames =
      new SimulatedOkxFrames(
          new MarketOptions("2", List.of("books", "trades"), Optional.empty(), 7));
  private final Client client = new Client();
  private final SimulatedSession session = session("/ws/v5/public");

  private SimulatedSession session(String path) {
    SimulatedMarket market = new SimulatedOkxMarket(frames, Duration.ofSeconds(30));
    SimulatedSession opened = market.connect(path, client).orElseThrow();
    opened.open();
    opened.admit(0);
    return opened;
  }

  @Test
  void shouldAnswerEachArgAndBeginABookWithItself() {
    session.onText(
        "{\"id\":\"7\",\"op\":\"subscribe\",\"args\":[{\"channel\":\"trades\",\"instId\":\"BTC-USDT\"},"
            + "{\"channel\":\"trades\",\"instId\":\"NOPE-USDT\"},"
            + "{\"channel\":\"books\",\"instId\":\"BTC-USDT\"}]}");

    assertEquals(4, client.said.size());
    assertEquals(
        "{\"id\":\"7\",\"event\":\"subscribe\",\"arg\":{\"channel\":\"trades\",\"instId\":\"BTC-USDT\"},"
            + "\"connId\":\"a4d3ae55\"}",
        client.said.get(0));
    assertTrue(client.said.get(1).contains("\"code\":\"60018\""));
    assertTrue(client.said.get(1).contains("\"id\":\"7\""));
    assertTrue(client.said.get(3).contains("\"action\":\"snapshot\""));
    assertTrue(client.said.get(3).contains("\"prevSeqId\":-1"));
    assertEquals(List.of("trades:BTC-USDT", "books:BTC-USDT"), client.subscriptions());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{'op':'subscribe','args':[{'channel':'candle1m','instId':'BTC-USDT'}]}; 60018",
        "{'op':'subscribe','args':[{'channel':'liquidation-orders','instId':'BTC-USDT'}]}; 60018",
        "{'op':'subscribe','args':[{'channel':'liquidation-orders','instType':'SPOT'}]}; 60018",
        "{'op':'subscribe','args':[{'channel':'tickers','instType':'SPOT'}]}; 60018",
        "{'op':'subscribe','args':[{'channel':'opt-summary','uly':'BTC-USD'}]}; 64000",
        "{'op':'subscribe','args':[{'channel':'estimated-price','instId':'BTC-USD-261225'}]}; 60018",
        "{'op':'subscribe','args':[{'channel':'books-l2-tbt','instId':'BTC-USDT'}]}; 60011",
        "{'id':'a-b','op':'subscribe','args':[{'channel':'trades','instId':'BTC-USDT'}]}; 60033",
        "{'op':'list','args':[]}; 60019",
        "{'op':'subscribe'}; 60013",
        "{'op':; 60012"
      })
  void shouldRefuseWithTheCodeOfTheSheet(String request, String code) {
    session.onText(request.replace('\'', '"'));

    assertEquals(1, client.said.size());
    assertTrue(client.said.get(0).contains("\"code\":\"" + code + "\""), client.said.get(0));
    assertEquals(0, client.closed);
  }

  /** The words of the recorder against those of the simulated venue, channel by channel. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "books",
        "books-elp",
        "books-rpi",
        "books5",
        "bbo-tbt",
        "trades",
        "trades-all",
        "tickers",
        "mark-price",
        "funding-rate",
        "open-interest",
        "price-limit",
        "index-tickers",
        "candle1s",
        "candle6Hutc",
        "candle1D",
        "candle1W",
        "candle3Mutc",
        "mark-price-candle1m",
        "index-candle1H",
        "status",
        "liquidation-orders/SWAP",
        "instruments/SPOT",
        "opt-summary/BTC-USD",
        "estimated-price/BTC-USD",
        "estimated-price/BTC-USD-261225",
        "estimated-price/BTC-USD-261225-50000-C"
      })
  void shouldServeEveryChannelOfTheSheet(String channel) {
    String symbols = channel.startsWith("index") ? "BTC-USDT,ETH-USD" : "BTC-USDT,BTC-USDT-SWAP";
    SimulatedOkxFrames market =
        new SimulatedOkxFrames(new MarketOptions(symbols, List.of(channel), Optional.empty(), 7));
    OkxDialect dialect = new OkxDialect();
    OkxMapping mapping = new OkxMapping();
    OkxMarketReader reader = new OkxMarketReader();
    Recognition recognition = new Recognition();
    MarketWords.Said said = new MarketWords.Said();
    MarketFrame frame = new MarketFrame();
    Set<String> seen = new HashSet<>();
    for (MarketStream stream : market.streams()) {
      String path = dialect.path(stream.id()).replaceFirst("#.*", "");
      SimulatedSession asked =
          new SimulatedOkxMarket(market, Duration.ofSeconds(30))
              .connect(path, client)
              .orElseThrow();
      client.said.clear();
      asked.onText(dialect.subscribe(7, List.of(stream.id())));
      byte[] answer = client.said.get(0).getBytes(UTF_8);
      assertEquals(
          new ControlMessage.AcknowledgedOne(7, stream.id()),
          dialect.interpret(answer, 0, answer.length),
          client.said.get(0));
      assertTrue(client.isSubscribed(stream.name()));
    }
    for (int i = 0; i < 40; i++) {
      assertTrue(market.next(1_791_369_350_776L + i * 700, frame));
      byte[] bytes =
          Arrays.copyOfRange(frame.bytes(), frame.offset(), frame.offset() + frame.length());
      StreamId expected = market.streams().get(frame.stream()).id();
      mapping.recognise(bytes, 0, bytes.length, recognition);
      assertEquals(expected, recognition.stream());
      assertEquals(expected, SimulatedOkxIds.identify(bytes).stream());
      assertEquals(frame.key(), SimulatedOkxIds.identify(bytes).key());
      assertTrue(seen.add(new String(bytes, UTF_8)), "no frame is like another");
      reader.read(new Arrival(expected, "one", 1), bytes, 0, bytes.length, said);
    }
    assertEquals(List.of(), said.refusals);
    boolean isUnderstood = OkxChannels.kind(market.streams().get(0).id().channel()) != Kind.OTHER;
    assertEquals(isUnderstood ? 40 : 0, said.events.size());
  }

  @Test
  void shouldRefuseTheFastestBookBesideOthersOfTheSameInstrument() {
    SimulatedOkxSource oldTimes =
        new SimulatedOkxSource() {
          @Override
          public List<MarketStream> streams() {
            return List.of();
          }

          @Override
          public boolean next(long timeMs, MarketFrame into) {
            return false;
          }

          @Override
          public boolean isListed(String instrument) {
            return true;
          }

          @Override
          public boolean isOfOldTimes() {
            return true;
          }
        };
    SimulatedSession old =
        new SimulatedOkxMarket(oldTimes, Duration.ofSeconds(30))
            .connect("/ws/v5/public", client)
            .orElseThrow();
    for (String arg :
        List.of("books:BTC-USDT", "books50-l2-tbt:BTC-USDT", "books-l2-tbt:BTC-USDT")) {
      old.onText(request(arg));
    }
    assertTrue(client.said.get(client.said.size() - 1).contains("64004"), client.said::toString);
    old.onText(request("books-l2-tbt:ETH-USDT"));
    assertTrue(client.isSubscribed("books-l2-tbt:ETH-USDT"));
    old.onText(request("books:ETH-USDT"));
    assertTrue(client.said.get(client.said.size() - 1).contains("64004"), client.said::toString);
  }

  private static String request(String name) {
    return "{\"op\":\"subscribe\",\"args\":[{\"channel\":\""
        + name.replace(":", "\",\"instId\":\"")
        + "\"}]}";
  }

  @Test
  void shouldServeCandlesOnTheBusinessPathOnly() {
    SimulatedSession business = session("/ws/v5/business");
    business.onText(
        "{\"op\":\"subscribe\",\"args\":[{\"channel\":\"candle1m\",\"instId\":\"BTC-USDT\"},"
            + "{\"channel\":\"trades\",\"instId\":\"BTC-USDT\"}]}");

    assertTrue(client.said.get(0).contains("\"event\":\"subscribe\""));
    assertTrue(client.said.get(1).contains("60018"));
  }

  @Test
  void shouldAnswerAPingAndGiveNotice() {
    session.onText("ping");
    session.announceShutdown(1);

    assertEquals("pong", client.said.get(0));
    assertTrue(client.said.get(1).contains("\"event\":\"notice\""));
    assertTrue(client.said.get(1).contains("\"code\":\"64008\""));
  }

  @Test
  void shouldEndAConnectionThatIsIdleForHalfAMinute() {
    session.onTick(SECOND);
    session.onTick(29 * SECOND);
    assertEquals(0, client.closed);
    session.admit(29 * SECOND); // a ping
    session.onTick(58 * SECOND);
    assertEquals(0, client.closed);

    session.onTick(60 * SECOND);
    assertEquals(4004, client.closed);
  }

  @Test
  void shouldRefuseTheFourHundredAndEightyFirstRequestOfAnHour() {
    String request =
        "{\"op\":\"unsubscribe\",\"args\":[{\"channel\":\"trades\",\"instId\":\"BTC-USDT\"}]}";
    for (int i = 0; i < 480; i++) {
      session.admit(i * SECOND);
      session.onText(request);
    }
    assertTrue(client.said.stream().noneMatch(said -> said.contains("60014")));

    session.onText(request);
    assertTrue(client.said.get(480).contains("60014"));
    session.admit(Duration.ofHours(1).toNanos() + 10 * SECOND);
    session.onText(request);
    assertTrue(client.said.get(481).contains("\"event\":\"unsubscribe\""));
  }

  @Test
  void shouldEndWhoAsksForTooManyBooksOrTooMuchAtOnce() {
    SimulatedOkxFrames many =
        new SimulatedOkxFrames(new MarketOptions("40", List.of("books"), Optional.empty(), 7));
    SimulatedSession other =
        new SimulatedOkxMarket(many, Duration.ofSeconds(30))
            .connect("/ws/v5/public", client)
            .orElseThrow();
    many.listed()
        .forEach(
            name ->
                other.onText(
                    "{\"op\":\"subscribe\",\"args\":[{\"channel\":\"books\",\"instId\":\""
                        + name
                        + "\"}]}"));
    assertEquals(4009, client.closed);

    session.onText("{\"op\":\"" + "x".repeat(64 * 1024) + "\"}");
    assertEquals(1009, client.closed);
  }

  @Test
  void shouldLeadOnFromTheBookThroughHeartbeatsAndResets() {
    OkxMapping mapping = new OkxMapping();
    Recognition recognition = new Recognition();
    Continuity chain = new Continuity(Sequencing.CONTIGUOUS);
    OkxMarketReader reader = new OkxMarketReader();
    InvalidData invalid = new InvalidData(() -> 0);
    LiveState state = new LiveState(() -> 0, invalid, BookSource.NONE);
    state.book("okx", BOOKS, 1);
    List<byte[]> sent = new ArrayList<>();
    sent.add(frames.book("books:BTC-USDT").orElseThrow().getBytes(UTF_8));
    MarketFrame frame = new MarketFrame();
    for (int i = 0; i < 8_000; i++) {
      assertTrue(frames.next(1_791_369_350_776L + i, frame));
      if (frame.stream() == 0) {
        sent.add(
            Arrays.copyOfRange(frame.bytes(), frame.offset(), frame.offset() + frame.length()));
      }
    }
    int heartbeats = 0;
    int resets = 0;
    for (byte[] bytes : sent) {
      mapping.recognise(bytes, 0, bytes.length, recognition);
      assertEquals(BOOKS, recognition.stream());
      long before = chain.highestId();
      Continuity.Step step = chain.next(recognition.firstId(), recognition.lastId());
      assertTrue(step == Continuity.Step.FIRST || step == Continuity.Step.CONTINUES, step::name);
      heartbeats += recognition.lastId() == before ? 1 : 0;
      resets += recognition.lastId() < before ? 1 : 0;
      MarketWords.Said said = new MarketWords.Said();
      reader.read(new Arrival(BOOKS, "one", 1), bytes, 0, bytes.length, said);
      state.apply(said.events);
    }

    assertEquals(40, heartbeats);
    assertEquals(2, resets);
    assertEquals(List.of(), invalid.counts());
    MarketWords.Said now = new MarketWords.Said();
    byte[] whole = frames.book("books:BTC-USDT").orElseThrow().getBytes(UTF_8);
    reader.read(new Arrival(BOOKS, "one", 1), whole, 0, whole.length, now);
    BookSnapshot expected = (BookSnapshot) now.events.get(0);
    BookSnapshot kept = state.book("okx", BOOKS, 400).orElseThrow();
    assertEquals(expected.bids(), kept.bids());
    assertEquals(expected.asks(), kept.asks());
    assertEquals(expected.lastId(), kept.lastId());
  }

  @Test
  void shouldTakeThreeConnectionsASecond() {
    SimulatedMarket market = new SimulatedOkxMarket(frames, Duration.ofSeconds(30));
    List<Integer> answers = new ArrayList<>();
    for (long atMs : new long[] {0, 300, 600, 900, 1_001, 1_299, 1_301}) {
      answers.add(market.refuseConnection(atMs).map(RestAnswer::status).orElse(101));
    }

    assertEquals(List.of(101, 101, 101, 429, 101, 429, 101), answers);
  }

  @Test
  void shouldAnswerRestWithinTheLimitOfEachPath() {
    MarketFrame frame = new MarketFrame();
    for (int i = 0; i < 40; i++) {
      frames.next(1_000 + i, frame);
    }
    SimulatedOkxRest rest = new SimulatedOkxRest(frames);
    String all = body(rest, "/api/v5/market/trades?instId=BTC-USDT&limit=3", 0);
    long newest = Long.parseLong(all.replaceFirst(".*?tradeId\":\"(\\d+).*", "$1"));
    String older =
        body(rest, "/api/v5/market/history-trades?instId=BTC-USDT&after=" + newest + "&limit=1", 0);

    assertTrue(older.contains("\"tradeId\":\"" + (newest - 1) + "\""), older);
    assertTrue(body(rest, "/api/v5/market/books?instId=BTC-USDT&sz=1", 0).contains("\"seqId\":"));
    assertTrue(body(rest, "/api/v5/public/instruments?instType=SPOT", 0).contains("ETH-USDT"));
    assertTrue(body(rest, "/api/v5/market/books?instId=NOPE", 0).contains("51001"));
    assertTrue(body(rest, "/api/v5/public/instruments?instType=OPTION", 0).contains("51000"));
    assertTrue(body(rest, "/api/v5/market/ticker?instId=BTC-USDT", 0).contains("\"data\":[]"));
    int answered = 0;
    while (rest.answer("GET", "/api/v5/public/time", 0).status() == 200) {
      answered++;
    }
    assertEquals(10, answered);
    assertEquals(200, rest.answer("GET", "/api/v5/public/time", 2_000).status());
    assertNotEquals(200, rest.answer("GET", "/api/v5/nothing", 0).status());
  }

  @Test
  void shouldListWhatTradesAndNoFamily() {
    SimulatedOkxRest rest =
        new SimulatedOkxRest(
            new SimulatedOkxFrames(
                new MarketOptions(
                    "BTC-USDT,BTC-USDT-SWAP",
                    List.of("trades", "opt-summary/BTC-USD"),
                    Optional.empty(),
                    7)));

    String spot = body(rest, "/api/v5/public/instruments?instType=SPOT", 0);
    assertTrue(spot.contains("\"BTC-USDT\"") && !spot.contains("\"BTC-USD\""), spot);
    assertTrue(
        body(rest, "/api/v5/public/instruments?instType=SWAP", 0).contains("\"BTC-USDT-SWAP\""));
  }

  private static String body(SimulatedOkxRest rest, String uri, long timeMs) {
    return new String(rest.answer("GET", uri, timeMs).body(), UTF_8);
  }

  private static final class Client implements SimulatedClient {
    private final List<String> said = new ArrayList<>();
    private final Set<String> subscribed = new LinkedHashSet<>();
    private int closed;

    @Override
    public void answer(String json) {
      said.add(json);
    }

    @Override
    public void answerBinary(String json) {
      said.add(json);
    }

    @Override
    public void subscribe(String name) {
      subscribed.add(name);
    }

    @Override
    public void unsubscribe(String name) {
      subscribed.remove(name);
    }

    @Override
    public boolean isSubscribed(String name) {
      return subscribed.contains(name);
    }

    @Override
    public boolean hears(String name) {
      return subscribed.contains(name);
    }

    @Override
    public List<String> subscriptions() {
      return List.copyOf(subscribed);
    }

    @Override
    public boolean isRefused(String name) {
      return false;
    }

    @Override
    public void sendWhole(boolean whole) {
      assertTrue(whole);
    }

    @Override
    public void close(int code, String reason) {
      closed = code;
    }
  }
}
