package dev.caravan.manifest;

import static java.util.Objects.requireNonNull;

import dev.caravan.instrument.Sequencing;
import dev.caravan.instrument.StreamId;
import dev.caravan.journal.ParsedRecord;
import dev.caravan.record.RecordEvent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Counts records in order of arrival, in all and per stream.
 *
 * <p>Used for one segment when it is sealed and checked, and for a whole journal when it is
 * verified: one rule for both. Not thread-safe.
 */
public final class RecordAccount {

  /** The most offenders that are kept with their reason; the rest is only counted. */
  public static final int OFFENDERS_KEPT = 1_000;

  private final Function<String, Sequencing> sequencing;
  private final Map<StreamId, StreamAccount> streams = new HashMap<>();
  private final List<Offender> offenders = new ArrayList<>();
  private long offenderCount;
  private long records;
  private long frames;
  private long textWrapped;
  private long bytesWrapped;
  private long notKept;
  private long earliestNs = Long.MAX_VALUE;
  private long latestNs = Long.MIN_VALUE;
  private int starts;
  private int damages;

  /**
   * Starts with nothing counted.
   *
   * @param sequencing what the ids of a channel prove
   */
  public RecordAccount(Function<String, Sequencing> sequencing) {
    this.sequencing = requireNonNull(sequencing, "sequencing");
  }

  /** Goes on behind the ids of an earlier segment; only before the first record. */
  public void resume(Manifest previous) {
    for (Manifest.Stream stream : previous.streams()) {
      Long highest = stream.highestId();
      if (highest != null) {
        account(stream.id()).resumeAfter(highest);
      }
    }
  }

  /**
   * Goes on behind the ids of a segment whose records are not here any more: they are not missing.
   */
  public void skip(Manifest purged) {
    for (Manifest.Stream stream : purged.streams()) {
      Long highest = stream.highestId();
      if (highest != null) {
        account(stream.id()).skipTo(highest);
      }
    }
  }

  /** Goes on behind the ids of other records; only before the first record. */
  public void resume(RecordAccount earlier) {
    for (StreamAccount stream : earlier.streams.values()) {
      if (stream.highestId() >= 0) {
        account(stream.stream()).resumeAfter(stream.highestId());
      }
    }
  }

  /** Counts one frame. */
  public void frame(
      StreamId stream,
      String connection,
      long receiveTimeNs,
      FrameIds ids,
      ParsedRecord.Form form) {
    record(receiveTimeNs);
    frames++;
    if (form == ParsedRecord.Form.TEXT) {
      textWrapped++;
    } else if (form == ParsedRecord.Form.BYTES) {
      bytesWrapped++;
    }
    account(stream).frame(ids, receiveTimeNs, connection, starts, damages);
  }

  /** Counts a gap record. */
  public void gap(StreamId stream, long receiveTimeNs, Gap gap) {
    record(receiveTimeNs);
    account(stream).gap(gap);
  }

  /** Counts a record of frames that were received and not written. */
  public void notKept(StreamId stream, long receiveTimeNs, RecordEvent.NotKept gap) {
    record(receiveTimeNs);
    notKept += gap.frames();
    account(stream).notKept(gap);
  }

  /** Counts a record of missed trades that were fetched later. */
  public void backfill(StreamId stream, long receiveTimeNs, long first, long last) {
    record(receiveTimeNs);
    account(stream).backfill(first, last);
  }

  /** Counts a record that says the recorder started. */
  public void started(StreamId stream, long receiveTimeNs) {
    event(stream, receiveTimeNs);
    starts++;
  }

  /** How often the recorder had started so far. */
  public int starts() {
    return starts;
  }

  /** Sets how often it had, for records that are not counted in order of time. */
  public void starts(int soFar) {
    starts = soFar;
  }

  /** Counts any other record. */
  public void event(StreamId stream, long receiveTimeNs) {
    record(receiveTimeNs);
    account(stream).event();
  }

  /** Notes that an unknown number of records is unreadable here. */
  public void damaged() {
    damages++;
  }

  /** Notes a line that is no record. */
  public void offender(long offset, String reason) {
    damaged();
    offenderCount++;
    if (offenders.size() < OFFENDERS_KEPT) {
      offenders.add(new Offender(offset, reason));
    }
  }

  private void record(long receiveTimeNs) {
    records++;
    earliestNs = Math.min(earliestNs, receiveTimeNs);
    latestNs = Math.max(latestNs, receiveTimeNs);
  }

  private StreamAccount account(StreamId stream) {
    StreamAccount account = streams.get(stream);
    if (account == null) {
      Sequencing kind = stream.isNone() ? Sequencing.NONE : sequencing.apply(stream.channel());
      account = new StreamAccount(stream, kind);
      streams.put(stream, account);
    }
    return account;
  }

  public long records() {
    return records;
  }

  public long frames() {
    return frames;
  }

  /** Frames kept as a JSON string. */
  public long textWrapped() {
    return textWrapped;
  }

  /** Frames kept in base64. */
  public long bytesWrapped() {
    return bytesWrapped;
  }

  /** Frames that were received and are not there, as gap records count them. */
  public long notKept() {
    return notKept;
  }

  /** Earliest receive time of any record, or null before the first. */
  public @Nullable Long earliestNs() {
    return records == 0 ? null : Long.valueOf(earliestNs);
  }

  /** Latest receive time of any record, or null before the first. */
  public @Nullable Long latestNs() {
    return records == 0 ? null : Long.valueOf(latestNs);
  }

  /** The first lines that are no records, at most {@link #OFFENDERS_KEPT}. */
  public List<Offender> offenders() {
    return List.copyOf(offenders);
  }

  /** How many lines are no records. */
  public long offenderCount() {
    return offenderCount;
  }

  /** Accounts of all streams, by channel and symbol; {@link StreamId#NONE} among them. */
  public List<StreamAccount> streams() {
    return streams.values().stream()
        .sorted(
            Comparator.comparing((StreamAccount account) -> account.stream().channel())
                .thenComparing(account -> account.stream().symbol()))
        .toList();
  }
}
