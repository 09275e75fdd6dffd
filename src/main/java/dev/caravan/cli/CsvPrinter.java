package dev.caravan.cli;

import static java.util.Objects.requireNonNull;

import dev.caravan.journal.ParsedRecord;
import dev.caravan.market.Arrival;
import dev.caravan.market.MarketEvent;
import dev.caravan.market.MarketReader;
import dev.caravan.market.MarketSink;
import dev.caravan.market.Origin;
import dev.caravan.market.Refusal;
import dev.caravan.record.RecordEvent;
import dev.caravan.recording.RecordSource;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Prints what records say about a market as CSV of one kind, by RFC 4180 with a header and lines
 * that end with a newline alone.
 *
 * <p>Prices and sizes stand with the decimals that the venue wrote; what a venue does not say is
 * empty. Nothing is judged or left out but what cannot be read, which is counted. Not thread-safe.
 */
final class CsvPrinter implements RecordOutput {

  private final CsvKind kind;
  private final Function<String, Optional<MarketReader>> readers;
  private final OutputStream out;
  private final Map<String, Optional<MarketReader>> byVenue = new HashMap<>();
  private final Set<String> unknownVenues = new TreeSet<>();
  private final StringBuilder line = new StringBuilder();
  private long printed;
  private long refused;

  /**
   * Prints to a stream.
   *
   * @param readers makes a reader for a venue; empty where none is known
   * @param out should be buffered
   */
  CsvPrinter(CsvKind kind, Function<String, Optional<MarketReader>> readers, OutputStream out) {
    this.kind = requireNonNull(kind, "kind");
    this.readers = requireNonNull(readers, "readers");
    this.out = requireNonNull(out, "out");
  }

  @Override
  public void print(RecordSource source) throws IOException {
    kind.header().forEach(this::add);
    write();
    while (source.next()) {
      Optional<MarketReader> reader = byVenue.computeIfAbsent(source.venue(), readers);
      if (reader.isEmpty()) {
        unknownVenues.add(source.venue());
      } else {
        print(reader.get(), source.record());
      }
    }
  }

  private void print(MarketReader reader, ParsedRecord.Entry record) throws IOException {
    Arrival arrival = new Arrival(record.stream(), record.connection(), record.receiveTimeNs());
    if (record instanceof ParsedRecord.Frame frame) {
      Lines lines = new Lines("live");
      reader.read(arrival, frame.bytes(), frame.offset(), frame.length(), lines);
      lines.end();
    } else if (record instanceof ParsedRecord.Event event) {
      Lines lines = new Lines("rest");
      if (event.event() instanceof RecordEvent.Backfill backfill) {
        reader.readBackfill(arrival, backfill.body(), lines);
      } else if (event.event() instanceof RecordEvent.Snapshot snapshot) {
        reader.readSnapshot(arrival, snapshot.lastId(), snapshot.body(), lines);
      }
      lines.end();
    }
  }

  /** Writes one line for each event of the kind. */
  private final class Lines implements MarketSink {
    private final String cameBy;
    private Optional<IOException> failure = Optional.empty();

    Lines(String cameBy) {
      this.cameBy = cameBy;
    }

    @Override
    public void event(MarketEvent event) {
      Optional<List<Object>> values = kind.values(event);
      if (values.isEmpty() || failure.isPresent()) {
        return;
      }
      Origin origin = event.origin();
      add(origin.receiveTimeNs());
      add(CsvKind.time(origin.venueTimeNs()));
      add(origin.venue());
      add(origin.stream().channel());
      add(origin.symbol());
      add(cameBy);
      values.get().forEach(CsvPrinter.this::add);
      try {
        write();
        printed++;
      } catch (IOException e) {
        failure = Optional.of(e);
      }
    }

    @Override
    public void refused(Refusal refusal) {
      refused++;
    }

    void end() throws IOException {
      if (failure.isPresent()) {
        throw failure.get();
      }
    }
  }

  private void add(Object value) {
    Object inner =
        value instanceof Optional<?> optional ? optional.map(Object.class::cast).orElse("") : value;
    String text = inner instanceof BigDecimal number ? number.toPlainString() : inner.toString();
    if (line.length() > 0) {
      line.append(',');
    }
    boolean isQuoted = text.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    line.append(isQuoted ? '"' + text.replace("\"", "\"\"") + '"' : text);
  }

  private void write() throws IOException {
    line.append('\n');
    byte[] bytes = line.toString().getBytes(StandardCharsets.UTF_8);
    line.setLength(0);
    OutputException.write(out, bytes, 0, bytes.length);
  }

  @Override
  public long printed() {
    return printed;
  }

  @Override
  public String remarks() {
    return (refused == 0 ? "" : "frames that could not be read and are left out: " + refused + "\n")
        + (unknownVenues.isEmpty()
            ? ""
            : "venues whose frames this version cannot read as "
                + kind.word()
                + ": "
                + String.join(", ", unknownVenues)
                + "\n");
  }
}
