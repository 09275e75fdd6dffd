package dev.caravan.merge;

import dev.caravan.instrument.StreamId;
import dev.caravan.journal.ParsedRecord;
import dev.caravan.record.RecordEvent;
import dev.caravan.recording.RecordFilter;
import dev.caravan.recording.RecordSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads back what a recording of the test venue holds. */
final class Merged {

  private static final Pattern LAST_ID = Pattern.compile("\"u\":(\\d+)");

  private Merged() {}

  /** The frames of a stream in their order. */
  static List<String> frames(Path data, StreamId stream) throws IOException {
    List<String> frames = new ArrayList<>();
    read(
        data,
        record -> {
          if (record instanceof ParsedRecord.Frame frame && frame.stream().equals(stream)) {
            frames.add(new String(frame.copy(), StandardCharsets.UTF_8));
          }
        });
    return frames;
  }

  /** The last ids of the frames of a stream in their order. */
  static List<Long> ids(Path data, StreamId stream) throws IOException {
    List<Long> ids = new ArrayList<>();
    for (String frame : frames(data, stream)) {
      Matcher id = LAST_ID.matcher(frame);
      if (!id.find()) {
        throw new AssertionError("no id: " + frame);
      }
      ids.add(Long.valueOf(id.group(1)));
    }
    return ids;
  }

  /** All events of a kind. */
  static <T extends RecordEvent> List<T> events(Path data, Class<T> kind) throws IOException {
    List<T> events = new ArrayList<>();
    read(
        data,
        record -> {
          if (record instanceof ParsedRecord.Event event && kind.isInstance(event.event())) {
            events.add(kind.cast(event.event()));
          }
        });
    return events;
  }

  /** The connection of each record. */
  static List<String> connections(Path data) throws IOException {
    List<String> connections = new ArrayList<>();
    read(data, record -> connections.add(record.connection()));
    return connections;
  }

  private static void read(Path data, Consumer<ParsedRecord.Entry> each) throws IOException {
    try (RecordSource source =
        RecordSource.open(
            data,
            RecordFilter.ALL,
            place -> {
              throw new AssertionError(place.toString());
            })) {
      while (source.next()) {
        each.accept(source.record());
      }
    }
  }
}
