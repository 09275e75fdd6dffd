package dev.caravan.web;

import static java.util.Objects.requireNonNull;

import dev.caravan.journal.JournalStatus;
import dev.caravan.stream.FeedStatus;
import dev.caravan.stream.StreamStatus.Phase;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Answers the first question of whoever looks: is it recording?
 *
 * @param sentence the answer with its reason
 */
public record Verdict(State state, String sentence) {

  /** How much of what is wanted reaches the disk. */
  public enum State {
    RECORDING,
    /** Some wanted streams do not reach the disk. */
    PARTLY,
    NOT_RECORDING
  }

  public Verdict {
    requireNonNull(state, "state");
    requireNonNull(sentence, "sentence");
  }

  /** A stream counts as recorded if it receives, a route takes it and its journal writes. */
  public static Verdict of(DaemonStatus status) {
    long wanted = status.wanted();
    if (wanted == 0) {
      return new Verdict(
          State.NOT_RECORDING, "No stream is wanted; name symbols and channels in config/.");
    }
    long recorded = 0;
    String problem = "";
    for (FeedStatus feed : status.feeds()) {
      String hindrance = hindrance(feed, status);
      long receiving = feed.count(Phase.RECEIVING);
      if (hindrance.isEmpty()) {
        recorded += receiving;
      }
      if (problem.isEmpty()) {
        problem = hindrance.isEmpty() ? feed.problem() : hindrance;
      }
    }
    if (recorded == wanted && problem.isEmpty()) {
      return new Verdict(State.RECORDING, "All " + wanted + " wanted streams are recorded.");
    }
    if (recorded == 0) {
      return new Verdict(
          State.NOT_RECORDING, problem.isEmpty() ? "No wanted stream has delivered yet." : problem);
    }
    return new Verdict(
        State.PARTLY,
        (recorded + " of " + wanted + " streams are recorded" + others(status) + ". " + problem)
            .strip());
  }

  /** How the streams that do not receive stand: {@code ; 1 refused, 2 stale}. */
  private static String others(DaemonStatus status) {
    String others =
        Stream.of(Phase.REFUSED, Phase.STALE, Phase.ACKNOWLEDGED, Phase.WANTED)
            .filter(phase -> status.count(phase) > 0)
            .map(phase -> status.count(phase) + " " + phase.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(", "));
    return others.isEmpty() ? "" : "; " + others;
  }

  /** Why nothing of a feed reaches the disk; empty if it does. */
  private static String hindrance(FeedStatus feed, DaemonStatus status) {
    if (!feed.attached()) {
      return feed.venue() + ": no capture route takes its frames.";
    }
    for (JournalStatus journal : status.journals()) {
      if (!journal.problem().isEmpty() && venueOf(journal).equals(feed.venue())) {
        return journal.name() + ": " + journal.problem();
      }
    }
    return "";
  }

  /** The venue whose records a journal keeps: what follows the last slash of its name. */
  public static String venueOf(JournalStatus journal) {
    return journal.name().substring(journal.name().lastIndexOf('/') + 1);
  }
}
