package dev.caravan.venue.okx;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.caravan.instrument.StreamId;
import dev.caravan.stream.ClientPing;
import dev.caravan.stream.ControlMessage;
import dev.caravan.stream.Dialect;
import dev.caravan.stream.VenueLimits;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Speaks OKX v5: subscribed by message on two paths, each arg answered by itself, kept alive by a
 * text {@code ping}.
 *
 * <p>Source: protocol sheet of 2026-11-20, sections 1 to 3 and 10, after the venue's documents of
 * 2026-06 to 2026-09 and wire reports up to 2026-10-07. Port 8443 is closed since 2026-10-31.
 */
public final class OkxDialect implements Dialect {

  /** Everything but candles and single trades. */
  static final String PUBLIC_PATH = "/ws/v5/public";

  /** The same path; fewer than 30 books are advised on a connection. */
  static final String BOOKS_PATH = PUBLIC_PATH + "#books";

  /** Books at 10 ms, which conflict with others of the same instrument on a connection. */
  static final String FASTEST_BOOKS_PATH = PUBLIC_PATH + "#books-l2-tbt";

  /** Candles and single trades, which the other path refuses. */
  static final String BUSINESS_PATH = "/ws/v5/business";

  private static final JsonFactory JSON = new JsonFactory();
  private static final int LONGEST_REASON = 200;
  private static final Duration PING_AFTER = Duration.ofSeconds(20);
  private static final String NOTICE_OF_UPGRADE = "64008";

  /**
   * Errors that concern one arg of a request; the others are taken all the same. Any other one
   * concerns the request.
   */
  private static final Set<String> OF_ONE_ARG =
      Set.of("60008", "60011", "60018", "64000", "64001", "64002", "64003", "64004");

  /**
   * The venue allows 480 requests an hour, 64 KB of args and 3 connects a second, and ends a
   * connection after 30 s without a frame; how many streams it takes is not published.
   */
  private static final VenueLimits LIMITS =
      new VenueLimits(
              200,
              100,
              16 * 1024,
              Duration.ofSeconds(1),
              Duration.ofSeconds(2),
              Duration.ofSeconds(10),
              Duration.ofSeconds(25),
              Duration.ofSeconds(30),
              Duration.ofSeconds(1),
              Duration.ofSeconds(60))
          .withRequestsPerHour(240);

  private static final VenueLimits BOOK_LIMITS = LIMITS.withStreamsPerConnection(25);

  @Override
  public String venue() {
    return "okx";
  }

  @Override
  public URI defaultWebsocketUrl() {
    return URI.create("wss://ws.okx.com");
  }

  @Override
  public String path(StreamId stream) {
    if (OkxChannels.isBusiness(stream.channel())) {
      return BUSINESS_PATH;
    }
    return stream.channel().equals(OkxChannels.FASTEST_BOOK)
        ? FASTEST_BOOKS_PATH
        : beginsWithBook(stream) ? BOOKS_PATH : PUBLIC_PATH;
  }

  @Override
  public Optional<ClientPing> ping(String path) {
    return Optional.of(ClientPing.afterSilence(PING_AFTER, "ping"));
  }

  @Override
  public boolean beginsWithBook(StreamId stream) {
    return OkxChannels.kind(stream.channel()) == OkxChannels.Kind.BOOK;
  }

  @Override
  public boolean isOccasional(StreamId stream) {
    return OkxChannels.isOccasional(stream.channel());
  }

  @Override
  public VenueLimits limits() {
    return LIMITS;
  }

  @Override
  public VenueLimits limits(String path) {
    return path.startsWith(BOOKS_PATH) ? BOOK_LIMITS : LIMITS;
  }

  /** Three a second are allowed. */
  @Override
  public Duration leastConnectSpacing() {
    return Duration.ofSeconds(1);
  }

  @Override
  public boolean isOfVenue(String channel) {
    String key = OkxChannels.symbolKey(channel);
    if (key.equals(OkxChannels.TYPE) || key.equals(OkxChannels.FAMILY)) {
      throw new IllegalArgumentException(
          "channel "
              + channel
              + " of okx is not asked for by symbol; write "
              + channel
              + (key.equals(OkxChannels.TYPE) ? "/SWAP for a type" : "/BTC-USD for a family"));
    }
    return key.isEmpty();
  }

  /** The arg of a request: {@code {"channel":"books","instId":"BTC-USDT"}}. */
  @Override
  public String wireName(StreamId stream) {
    String key = OkxChannels.symbolKey(stream.channel());
    StringBuilder arg = new StringBuilder(64).append("{\"channel\":");
    quote(stream.channel(), arg);
    if (stream.channel().equals(OkxChannels.ESTIMATED_PRICE)) {
      key = estimatedPriceKey(stream.symbol(), arg);
    }
    if (!key.isEmpty()) {
      quote(stream.symbol(), arg.append(",\"").append(key).append("\":"));
    }
    return arg.append('}').toString();
  }

  /** Of a family of options ({@code BTC-USD}), of a future or an option; the type is said too. */
  private static String estimatedPriceKey(String symbol, StringBuilder into) {
    long hyphens = symbol.chars().filter(c -> c == '-').count();
    into.append(",\"instType\":\"").append(hyphens == 2 ? "FUTURES" : "OPTION").append('"');
    return hyphens < 2 ? OkxChannels.FAMILY : OkxChannels.INSTRUMENT;
  }

  private static void quote(String text, StringBuilder into) {
    into.append('"').append(JsonStringEncoder.getInstance().quoteAsString(text)).append('"');
  }

  @Override
  public String subscribe(long id, List<StreamId> streams) {
    return request("subscribe", id, streams);
  }

  @Override
  public String unsubscribe(long id, List<StreamId> streams) {
    return request("unsubscribe", id, streams);
  }

  /** An id has letters and digits only: a hyphen is refused. */
  private String request(String op, long id, List<StreamId> streams) {
    return "{\"id\":\""
        + id
        + "\",\"op\":\""
        + op
        + "\",\"args\":["
        + streams.stream().map(this::wireName).collect(Collectors.joining(","))
        + "]}";
  }

  /**
   * Reads an answer or a notice.
   *
   * <p>Shape: {@code {"id":"7","event":"subscribe","arg":{…},"connId":"…"}}, one for each arg;
   * {@code {"event":"error","msg":"…","code":"60018","id":"7"}} has no arg; {@code
   * {"event":"notice","code":"64008","msg":"…"}}.
   */
  @Override
  public ControlMessage interpret(byte[] bytes, int offset, int length) {
    String event = "";
    String code = "";
    String message = "";
    long id = -1;
    Optional<StreamId> stream = Optional.empty();
    try (JsonParser json = JSON.createParser(bytes, offset, length)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return new ControlMessage.Other();
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        JsonToken token = json.nextToken();
        switch (field) {
          case "event" -> event = json.getText();
          case "code" -> code = cut(json.getText());
          case "msg" -> message = cut(json.getText());
          case "id" -> id = id(json.getText());
          case "arg" -> {
            if (token == JsonToken.START_OBJECT) {
              int at = (int) json.currentTokenLocation().getByteOffset();
              stream = stream(bytes, offset + at, offset + length);
            }
            json.skipChildren();
          }
          default -> json.skipChildren();
        }
      }
    } catch (IOException noJson) {
      return new ControlMessage.Other();
    }
    return meaning(event, code, message, id, stream);
  }

  private static ControlMessage meaning(
      String event, String code, String message, long id, Optional<StreamId> stream) {
    String reason = "code=" + code + " msg=" + message;
    return switch (event) {
      case "subscribe", "unsubscribe" ->
          stream.isPresent()
              ? new ControlMessage.AcknowledgedOne(id, stream.get())
              : new ControlMessage.Other();
      case "error" ->
          OF_ONE_ARG.contains(code)
              ? new ControlMessage.RefusedOne(id, reason)
              : new ControlMessage.Refused(id, reason);
      case "notice" ->
          code.equals(NOTICE_OF_UPGRADE)
              ? new ControlMessage.ClosingSoon(reason)
              : new ControlMessage.Other();
      default -> new ControlMessage.Other();
    };
  }

  private static Optional<StreamId> stream(byte[] bytes, int at, int end) {
    OkxStreams.Meaning meaning = new OkxStreams().of(bytes, at, end);
    return meaning == null ? Optional.empty() : Optional.of(meaning.stream());
  }

  private static long id(String text) {
    return text.matches("\\d{1,18}") ? Long.parseLong(text) : -1;
  }

  private static String cut(String text) {
    return text.length() <= LONGEST_REASON ? text : text.substring(0, LONGEST_REASON) + "…";
  }
}
