package dev.caravan.web;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.caravan.stream.StreamStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells one viewer of the page what is new for it: the parts that changed, the lines of streams and
 * the market that it asked for.
 *
 * <p>Shape: one object; {@code glance venues journals health incidents quality routes routeCounts}
 * replace what was there, {@code timeline} and {@code history} add to it, {@code page} and {@code
 * market} are the viewer's own, {@code problem} says what was wrong with its request. One thread at
 * a time.
 */
public final class DashboardTalk {
  private final DashboardNews news;

  private final Map<String, byte[]> told = new HashMap<>();
  private long toldChange;
  private long toldPointMs;
  private ViewerRequest request = ViewerRequest.FIRST;
  private @Nullable MarketTalk market;
  private @Nullable String problem;

  public DashboardTalk(DashboardNews news) {
    this.news = requireNonNull(news, "news");
  }

  /** The viewer asks for something else; what it may not ask for changes nothing. */
  public void hear(String text) {
    try {
      ViewerRequest asked = ViewerRequest.parse(text);
      if (!asked.market().equals(request.market())) {
        market = asked.market().map(MarketTalk::new).orElse(null);
      }
      request = asked;
      problem = null;
    } catch (IllegalArgumentException e) {
      problem = e.getMessage();
    }
  }

  /** What is new since the last call. */
  public byte[] next() {
    DaemonStatus status = news.status();
    Message message = new Message();
    news.sections(status)
        .forEach(
            (name, bytes) -> {
              byte[] before = told.put(name, bytes);
              if (before != bytes && !Arrays.equals(before, bytes)) {
                message.put(name, bytes);
              }
            });
    addTimeline(message);
    addHistory(message);
    StreamPage page = StreamPage.of(status.feeds(), request.streams());
    message.put("page", DashboardSections.bytes(json -> write(json, page)));
    MarketTalk looked = market;
    if (looked != null) {
      message.put(
          "market", DashboardSections.bytes(json -> looked.write(json, status, news.market())));
    }
    String wrong = problem;
    if (wrong != null) {
      message.put("problem", DashboardSections.bytes(json -> json.writeString(wrong)));
      problem = null;
    }
    return message.bytes();
  }

  private void addTimeline(Message message) {
    List<Timeline.Event> events = news.timeline().since(toldChange);
    if (events.isEmpty()) {
      return;
    }
    toldChange = events.get(events.size() - 1).change();
    message.put(
        "timeline",
        DashboardSections.bytes(
            json -> {
              json.writeStartArray();
              for (Timeline.Event event : events) {
                json.writeStartObject();
                json.writeNumberField("id", event.id());
                json.writeNumberField("atMs", event.atMs());
                json.writeStringField("kind", StatusJson.lower(event.kind()));
                json.writeStringField("venue", event.venue());
                json.writeStringField("what", event.what());
                json.writeStringField("cause", event.cause());
                json.writeNumberField("times", event.times());
                json.writeNumberField("ids", event.ids());
                json.writeEndObject();
              }
              json.writeEndArray();
            }));
  }

  private void addHistory(Message message) {
    List<RateHistory.Sample> points =
        news.history().samples().stream().filter(point -> point.epochMs() > toldPointMs).toList();
    if (points.isEmpty()) {
      return;
    }
    toldPointMs = points.get(points.size() - 1).epochMs();
    message.put(
        "history",
        DashboardSections.bytes(
            json -> {
              json.writeStartArray();
              for (RateHistory.Sample point : points) {
                json.writeStartArray();
                json.writeNumber(point.epochMs());
                json.writeNumber(Math.round(point.framesPerSecond() * 10) / 10.0);
                json.writeEndArray();
              }
              json.writeEndArray();
            }));
  }

  private static void write(JsonGenerator json, StreamPage page) throws IOException {
    json.writeStartObject();
    json.writeNumberField("from", page.from());
    json.writeNumberField("lines", page.lines());
    json.writeNumberField("matching", page.matching());
    json.writeNumberField("total", page.total());
    json.writeArrayFieldStart("rows");
    for (StreamPage.Row row : page.rows()) {
      if (row instanceof StreamPage.Heading heading) {
        json.writeStartObject();
        json.writeStringField("heading", heading.venue());
        json.writeNumberField("streams", heading.streams());
        json.writeNumberField("receiving", heading.receiving());
        json.writeEndObject();
      } else if (row instanceof StreamPage.Line line) {
        write(json, line);
      }
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, StreamPage.Line line) throws IOException {
    StreamStatus stream = line.stream();
    json.writeStartObject();
    json.writeStringField("venue", line.venue());
    json.writeStringField("channel", stream.stream().channel());
    json.writeStringField("symbol", stream.stream().symbol());
    json.writeStringField("phase", StatusJson.lower(stream.phase()));
    if (line.isServedByRest()) {
      json.writeBooleanField("rest", true);
    }
    StatusJson.writeRate(json, "rate", stream.framesPerSecond());
    if (stream.latencyMs().isPresent()) {
      json.writeNumberField("latencyMs", stream.latencyMs().getAsLong());
    }
    if (stream.lastReceiveTimeNs() > 0) {
      json.writeNumberField("silenceMs", stream.silence().toMillis());
    }
    json.writeNumberField("staleAfterMs", stream.staleAfter().toMillis());
    if (stream.gaps() > 0) {
      json.writeNumberField("gaps", stream.gaps());
      json.writeNumberField("missingIds", stream.missingIds());
    }
    if (stream.lastId() >= 0) {
      json.writeStringField("lastId", Long.toString(stream.lastId()));
    }
    if (stream.retry().isPresent()) {
      json.writeStringField("retry", stream.retry().get().toString());
    }
    json.writeEndObject();
  }

  /** An object whose values are written already. */
  private static final class Message {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(16 * 1024);

    Message() {
      out.write('{');
    }

    void put(String name, byte[] value) {
      String comma = out.size() > 1 ? "," : "";
      out.writeBytes((comma + '"' + name + "\":").getBytes(StandardCharsets.US_ASCII));
      out.writeBytes(value);
    }

    byte[] bytes() {
      out.write('}');
      return out.toByteArray();
    }
  }
}
