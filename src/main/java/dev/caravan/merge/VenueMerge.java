package dev.caravan.merge;

import dev.caravan.instrument.StreamId;
import dev.caravan.journal.ParsedRecord;
import dev.caravan.record.RecordEvent;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongConsumer;

/**
 * Merges one venue of two recordings, by the time of the first one's clock and with each one's own
 * order kept.
 *
 * <p>A frame that the other recording delivered is left out once; where ids show a hole that the
 * other one closes, the other one goes first. Records of no stream, and what the recorders say of
 * themselves, are kept from both. Used once, by one thread.
 */
final class VenueMerge {

  private static final long FILL_WITHIN_NS = 10_000_000_000L;

  /** What became of one recording. */
  static final class Account {
    private long taken;
    private long copies;
    private long led;
    private long gapsFilled;

    /** Records that are in the merged recording. */
    long taken() {
      return taken;
    }

    /** Frames left out because the other recording had delivered them. */
    long copies() {
      return copies;
    }

    /** Frames without ids left out because the other recording led their stream. */
    long led() {
      return led;
    }

    /** Gap records left out because nothing of them is missing any more, or told by the other. */
    long gapsFilled() {
      return gapsFilled;
    }
  }

  private final Pair pair;
  private final Survey survey;
  private final ClockOffset clocks;
  private final MergedJournal into;
  private final CopyWindow window = new CopyWindow();
  private final Map<StreamId, StreamMerge> streams = new HashMap<>();
  private final BySide<Account> accounts = BySide.each(Account::new);

  VenueMerge(Pair pair, Survey survey, ClockOffset clocks, MergedJournal into) {
    this.pair = pair;
    this.survey = survey;
    this.clocks = clocks;
    this.into = into;
  }

  /** Writes everything. */
  void run(LongConsumer progress) throws IOException {
    for (Optional<Side> next = next(); next.isPresent(); next = next()) {
      Side side = next.get();
      SourceRecords source = pair.of(side);
      take(side, source, pair.alignedNs(side));
      source.next();
      progress.accept(pair.of(Side.A).read() + pair.of(Side.B).read());
    }
    for (StreamMerge stream : streams.values()) {
      takeWaiting(stream);
    }
  }

  /** The earlier record, or the other one's where that fills a hole before it. */
  private Optional<Side> next() {
    Optional<Side> earlier = pair.earlier();
    if (earlier.isEmpty()) {
      return earlier;
    }
    Side side = earlier.get();
    SourceRecords source = pair.of(side);
    boolean yields =
        source.hasIds()
            && pair.of(side.other()).hasRecord()
            && stream(source, source.record().stream()).isFilledByOther(side, source.first())
            && pair.alignedNs(side.other()) - pair.alignedNs(side) <= FILL_WITHIN_NS;
    return Optional.of(yields ? side.other() : side);
  }

  private StreamMerge stream(SourceRecords source, StreamId id) {
    return streams.computeIfAbsent(
        id, unused -> new StreamMerge(survey.of(id), source.isContiguous(id)));
  }

  private void take(Side side, SourceRecords source, long alignedNs) throws IOException {
    ParsedRecord.Entry record = source.record();
    if (record instanceof ParsedRecord.Frame frame) {
      frame(side, source, frame, alignedNs);
    } else if (record instanceof ParsedRecord.Event event) {
      event(side, source, event, alignedNs);
    } else if (record instanceof ParsedRecord.UnknownEvent unknown) {
      throw new IOException(
          "record of a kind that this version does not know: kind="
              + unknown.kind()
              + "; merge with the version that recorded it");
    }
  }

  private void frame(Side side, SourceRecords source, ParsedRecord.Frame frame, long alignedNs)
      throws IOException {
    if (frame.stream().isNone()) {
      write(side, frame, source.segment(), alignedNs);
      return;
    }
    StreamMerge stream = stream(source, frame.stream());
    if (!source.hasIds() && !stream.isSameBytes()) {
      led(side, source, stream, frame, alignedNs);
      return;
    }
    boolean isCopy =
        window.isCopy(
            frame.stream(), source.first(), source.last(), side, frame.receiveTimeNs(), alignedNs);
    OptionalLong difference = window.difference();
    if (difference.isPresent()) {
      clocks.seen(difference.getAsLong());
    }
    if (source.hasIds()) {
      isCopy |= !window.isKnown() && stream.isOldCopy(side, source.first(), source.last());
      stream.delivered(side, source.first(), source.last());
    }
    if (isCopy) {
      of(side).copies++;
    } else {
      write(side, frame, source.segment(), alignedNs);
    }
  }

  private void led(
      Side side, SourceRecords source, StreamMerge stream, ParsedRecord.Frame frame, long alignedNs)
      throws IOException {
    LeaderChoice leader = stream.leader();
    switch (leader.judge(side, alignedNs)) {
      case WAIT -> leader.keep(MergedFrame.keep(frame, side, source.segment(), alignedNs));
      case TAKE -> {
        of(side.other()).led += leader.release().size();
        write(side, frame, source.segment(), alignedNs);
      }
      case TAKE_OVER -> {
        into.event(
            frame.stream(),
            "merge",
            frame.receiveTimeNs(),
            new RecordEvent.Leader(side.other().prefix(), side.prefix()),
            side,
            source.segment(),
            alignedNs);
        takeWaiting(stream);
        write(side, frame, source.segment(), alignedNs);
      }
    }
  }

  private void takeWaiting(StreamMerge stream) throws IOException {
    for (MergedFrame waiting : stream.leader().release()) {
      write(waiting.side(), waiting.frame(), waiting.segment(), waiting.alignedNs());
    }
  }

  private void write(Side side, ParsedRecord.Frame frame, long segment, long alignedNs)
      throws IOException {
    into.frame(frame, side, segment, alignedNs);
    of(side).taken++;
  }

  private void event(Side side, SourceRecords source, ParsedRecord.Event event, long alignedNs)
      throws IOException {
    List<RecordEvent> kept = List.of(event.event());
    if (event.event() instanceof RecordEvent.Gap gap && !event.stream().isNone()) {
      kept = List.copyOf(stream(source, event.stream()).remaining(gap));
      of(side).gapsFilled += kept.isEmpty() ? 1 : 0;
    }
    for (RecordEvent one : kept) {
      into.event(
          event.stream(),
          event.connection(),
          event.receiveTimeNs(),
          one,
          side,
          source.segment(),
          alignedNs);
    }
    of(side).taken += kept.isEmpty() ? 0 : 1;
  }

  Account of(Side side) {
    return accounts.of(side);
  }
}
