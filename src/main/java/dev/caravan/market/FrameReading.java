package dev.caravan.market;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.caravan.instrument.StreamId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Collects what one frame says, and tells it once the frame proved to be whole JSON; a frame that
 * is none is one {@link Refusal} and says nothing else.
 *
 * <p>Reused from frame to frame by one {@link MarketReader}. Not thread-safe.
 */
public final class FrameReading {

  /** Reads the objects of a frame. */
  @FunctionalInterface
  public interface ObjectReader {

    /** Reads the object that the parser has just entered, up to its closing bracket. */
    void read(JsonParser json) throws IOException;
  }

  /** Makes events of values. */
  @FunctionalInterface
  public interface Maker {
    void make() throws FieldException;
  }

  private static final JsonFactory JSON = new JsonFactory();
  private static final int LONGEST_DETAIL = 80;

  private final String venue;
  private final SizeUnit sizeUnit;
  private final List<MarketEvent> events = new ArrayList<>();
  private final List<Refusal> refusals = new ArrayList<>();
  private final Set<Reason> oddities = EnumSet.noneOf(Reason.class);
  private Arrival arrival = new Arrival(StreamId.NONE, "", 0);

  public FrameReading(String venue, SizeUnit sizeUnit) {
    this.venue = requireNonNull(venue, "venue");
    this.sizeUnit = requireNonNull(sizeUnit, "sizeUnit");
  }

  /** Reads a frame that is one object, or an array of them. */
  public void read(
      Arrival arrived, byte[] bytes, int offset, int length, ObjectReader reader, MarketSink into) {
    arrival = arrived;
    events.clear();
    refusals.clear();
    oddities.clear();
    try (JsonParser json = JSON.createParser(bytes, offset, length)) {
      JsonToken first = json.nextToken();
      if (first == JsonToken.START_OBJECT) {
        reader.read(json);
      } else if (first == JsonToken.START_ARRAY) {
        readElements(json, reader);
      } else {
        throw new IOException("neither an object nor an array");
      }
      if (json.nextToken() != null) {
        throw new IOException("more behind the end");
      }
      events.forEach(into::event);
      refusals.forEach(into::refused);
      if (!oddities.isEmpty()) {
        oddities.forEach(oddity -> into.noted(venue, arrival.stream(), oddity));
      }
    } catch (IOException e) {
      into.refused(refusal(Reason.UNREADABLE, firstLine(e)));
    }
  }

  /** Reads the objects of the array that the parser has just entered, up to its closing bracket. */
  public static void readElements(JsonParser json, ObjectReader reader) throws IOException {
    for (JsonToken token = json.nextToken();
        token != JsonToken.END_ARRAY;
        token = json.nextToken()) {
      if (token != JsonToken.START_OBJECT) {
        throw new IOException("an element is no object");
      }
      reader.read(json);
    }
  }

  /** Makes one of the things that the frame says; where that fails, this one is refused. */
  public void make(Maker maker) {
    try {
      maker.make();
    } catch (FieldException e) {
      refusals.add(refusal(e.reason(), e.detail()));
    }
  }

  /** Says that the frame is odd in this way. */
  public void note(Reason oddity) {
    oddities.add(oddity);
  }

  public void add(MarketEvent event) {
    events.add(event);
  }

  /** Where an event of this frame comes from. */
  public Origin origin(String symbol, long venueTimeNs) {
    return new Origin(
        venue,
        arrival.stream(),
        symbol.isEmpty() ? arrival.stream().symbol() : symbol,
        venueTimeNs,
        arrival.receiveTimeNs(),
        arrival.connection(),
        sizeUnit);
  }

  private Refusal refusal(Reason reason, String detail) {
    return new Refusal(venue, arrival.stream(), reason, detail);
  }

  private static String firstLine(IOException e) {
    String message = String.valueOf(e.getMessage());
    int end = message.indexOf('\n');
    String line = end < 0 ? message : message.substring(0, end);
    return line.substring(0, Math.min(line.length(), LONGEST_DETAIL));
  }
}
