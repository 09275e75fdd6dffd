package dev.caravan.replay;

import static java.util.Objects.requireNonNull;

import dev.caravan.instrument.StreamId;
import dev.caravan.journal.ParsedRecord;
import dev.caravan.record.RecordEvent;
import dev.caravan.recording.NamePatterns;
import dev.caravan.recording.RecordFilter;
import dev.caravan.recording.RecordSource;
import dev.caravan.recording.RecordedStreams;
import dev.caravan.recording.Unreadable;
import dev.caravan.simulator.Recording;
import dev.caravan.simulator.Tape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a data folder holds of one venue: the frames of its streams, and the books fetched over REST
 * between them.
 *
 * <p>Answers and acknowledgements of the recorded connections are not among them: those who listen
 * now get their own. The recording is read from the disk while it is served.
 */
public final class ReplayedRecording implements Recording {

  /** How many records are looked through for the books that a client needs at the beginning. */
  private static final int RECORDS_LOOKED_THROUGH = 200_000;

  private final Path data;
  private final RecordFilter filter;
  private final Map<StreamId, Long> streams;
  private final List<Answer> firstAnswers;
  private final Progress progress;

  private ReplayedRecording(
      Path data,
      RecordFilter filter,
      Map<StreamId, Long> streams,
      List<Answer> firstAnswers,
      Progress progress) {
    this.data = data;
    this.filter = filter;
    this.streams = streams;
    this.firstAnswers = firstAnswers;
    this.progress = progress;
  }

  /** Is told how far a replay has come; on the thread that serves. */
  public interface Progress {
    void frame(long receiveTimeNs);

    void unreadable(Unreadable place);
  }

  /**
   * Looks what there is.
   *
   * @param venue which one; may be left out where only one was recorded
   * @param fromNs earliest receive time
   * @param toNs receive time before which a frame must lie
   * @throws IOException if there is nothing to replay; says what there is
   */
  public static ReplayedRecording open(
      Path data, Optional<String> venue, long fromNs, long toNs, Progress progress)
      throws IOException {
    requireNonNull(progress, "progress");
    RecordFilter filter =
        RecordFilter.ALL
            .ofVenues(NamePatterns.exactly(List.of(venueOf(data, venue))))
            .between(fromNs, toNs);
    Map<StreamId, Long> streams = RecordedStreams.in(data, filter);
    if (streams.isEmpty()) {
      throw new IOException(
          "nothing to replay: data="
              + data
              + " venue="
              + filter.venues()
              + (filter.wantsAllTimes()
                  ? "; no frame of a stream is recorded"
                  : "; no frame was received in that time, try without --from and --to"));
    }
    return new ReplayedRecording(data, filter, streams, firstAnswers(data, filter), progress);
  }

  private static String venueOf(Path data, Optional<String> wanted) throws IOException {
    List<String> recorded = RecordSource.venues(data);
    if (wanted.isEmpty() && recorded.size() == 1) {
      return recorded.get(0);
    }
    if (wanted.isEmpty()) {
      throw new IOException(
          recorded.isEmpty()
              ? "nothing to replay: data=" + data + "; nothing is recorded there yet"
              : "several venues are recorded: data="
                  + data
                  + " venues="
                  + String.join(",", recorded)
                  + "; choose one with --venue");
    }
    if (!recorded.contains(wanted.get())) {
      throw new IOException(
          "nothing is recorded of this venue: venue="
              + wanted.get()
              + "; recorded: "
              + (recorded.isEmpty() ? "nothing yet" : String.join(", ", recorded)));
    }
    return wanted.get();
  }

  private static List<Answer> firstAnswers(Path data, RecordFilter filter) throws IOException {
    Map<String, Answer> first = new LinkedHashMap<>();
    try (RecordSource source = RecordSource.open(data, filter, unreadable -> {})) {
      for (int i = 0; i < RECORDS_LOOKED_THROUGH && source.next(); i++) {
        book(source.record()).ifPresent(book -> first.putIfAbsent(book.symbol(), book));
      }
    }
    return List.copyOf(first.values());
  }

  private static Optional<Answer> book(ParsedRecord.Entry record) {
    return record instanceof ParsedRecord.Event event
            && event.event() instanceof RecordEvent.Snapshot snapshot
        ? Optional.of(
            new Answer(event.stream().symbol(), snapshot.body().getBytes(StandardCharsets.UTF_8)))
        : Optional.empty();
  }

  /** The venue that is replayed. */
  public String venue() {
    return filter.venues().patterns().get(0);
  }

  /**
   * How many frames the segments hold that are read; more than are served where time is limited.
   */
  public long frames() {
    return streams.values().stream().mapToLong(Long::longValue).sum();
  }

  @Override
  public List<StreamId> streams() {
    return List.copyOf(streams.keySet());
  }

  @Override
  public List<Answer> firstAnswers() {
    return firstAnswers;
  }

  @Override
  public Tape open() {
    return new JournalTape();
  }

  /** Reads the data folder; a place that cannot be read is told and left out. */
  private final class JournalTape implements Tape {
    private Optional<RecordSource> source = Optional.empty();
    private boolean isClosed;
    private Optional<ParsedRecord.Frame> frame = Optional.empty();
    private Optional<Answer> answer = Optional.empty();

    @Override
    public Item next() {
      frame = Optional.empty();
      answer = Optional.empty();
      try {
        while (!isClosed && opened().next()) {
          ParsedRecord.Entry record = opened().record();
          if (record instanceof ParsedRecord.Frame found && streams.containsKey(found.stream())) {
            frame = Optional.of(found);
            progress.frame(found.receiveTimeNs());
            return Item.FRAME;
          }
          answer = book(record);
          if (answer.isPresent()) {
            return Item.ANSWER;
          }
        }
      } catch (IOException e) {
        progress.unreadable(new Unreadable(data, 0, String.valueOf(e.getMessage())));
      }
      close();
      return Item.END;
    }

    private RecordSource opened() throws IOException {
      if (source.isEmpty()) {
        source = Optional.of(RecordSource.open(data, filter, progress::unreadable));
      }
      return source.get();
    }

    private ParsedRecord.Frame frame() {
      return frame.orElseThrow(() -> new IllegalStateException("the tape stands at no frame"));
    }

    @Override
    public StreamId stream() {
      return frame().stream();
    }

    @Override
    public long receiveTimeNs() {
      return frame().receiveTimeNs();
    }

    @Override
    public byte[] bytes() {
      return frame().bytes();
    }

    @Override
    public int offset() {
      return frame().offset();
    }

    @Override
    public int length() {
      return frame().length();
    }

    /** What was embedded or kept as text can be sent as text; the rest came as it is sent. */
    @Override
    public boolean isBinary() {
      return frame().form() == ParsedRecord.Form.BYTES;
    }

    @Override
    public Answer answer() {
      return answer.orElseThrow(() -> new IllegalStateException("the tape stands at no answer"));
    }

    @Override
    public void close() {
      isClosed = true;
      try {
        if (source.isPresent()) {
          source.get().close();
        }
      } catch (IOException e) {
        progress.unreadable(new Unreadable(data, 0, String.valueOf(e.getMessage())));
      }
    }
  }
}
