package dev.caravan.camel.daemon;

import dev.caravan.camel.health.CheckProblem;
import dev.caravan.stream.FeedStatus;
import dev.caravan.stream.StreamStatus;
import dev.caravan.stream.StreamStatus.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Says in one sentence what is wrong with a feed. */
final class FeedProblems {

  private static final int NAMED = 5;

  private FeedProblems() {}

  /** Nothing of it is recorded: unreachable or unattended; empty when all is well. */
  static Optional<String> of(FeedStatus feed) {
    List<String> problems = new ArrayList<>();
    if (!feed.problem().isEmpty()) {
      problems.add(feed.problem());
    }
    if (!feed.attached() && !feed.streams().isEmpty()) {
      problems.add("no capture route takes its records");
    }
    return problems.isEmpty()
        ? Optional.empty()
        : Optional.of(feed.venue() + ": " + String.join("; ", problems) + meanwhile(feed));
  }

  /** Which streams the venue refused; empty where it took all. */
  static Optional<CheckProblem> refused(FeedStatus feed) {
    return named(feed, in(Phase.REFUSED), "refused by the venue");
  }

  /** Which streams were asked for this long ago and not answered; empty where all were. */
  static Optional<CheckProblem> unacknowledged(FeedStatus feed, Duration within) {
    return named(
        feed,
        stream -> stream.phase() == Phase.WANTED && stream.silence().compareTo(within) > 0,
        "not acknowledged within " + within.toSeconds() + "s");
  }

  /** Which streams do not deliver, or no more; empty where all do. */
  static Optional<CheckProblem> silent(FeedStatus feed) {
    return named(feed, in(Phase.STALE), "silent")
        .map(problem -> new CheckProblem(problem.sentence() + meanwhile(feed), problem.extent()));
  }

  private static Predicate<StreamStatus> in(Phase phase) {
    return stream -> stream.phase() == phase;
  }

  private static String meanwhile(FeedStatus feed) {
    int served = feed.servedByRest().size();
    return served == 0
        ? ""
        : "; " + served + (served == 1 ? " stream" : " streams") + " served by REST meanwhile";
  }

  /** What is still missing before the feed does all it should; empty once it did. */
  static Optional<String> starting(FeedStatus feed) {
    long wanted = feed.streams().size();
    long acknowledged = feed.acknowledged();
    return acknowledged < wanted && feed.problem().isEmpty()
        ? Optional.of(
            feed.venue() + ": " + acknowledged + " of " + wanted + " streams acknowledged so far")
        : Optional.empty();
  }

  private static Optional<CheckProblem> named(
      FeedStatus feed, Predicate<StreamStatus> isTroubled, String what) {
    List<StreamStatus> streams = feed.streams().stream().filter(isTroubled).toList();
    if (streams.isEmpty()) {
      return Optional.empty();
    }
    String names =
        streams.stream()
            .limit(NAMED)
            .map(FeedProblems::described)
            .collect(Collectors.joining(", "));
    String more = streams.size() > NAMED ? " and " + (streams.size() - NAMED) + " more" : "";
    return Optional.of(
        new CheckProblem(
            feed.venue()
                + ": "
                + streams.size()
                + " of "
                + feed.streams().size()
                + " streams "
                + what
                + ": "
                + names
                + more,
            streams.size()));
  }

  private static String described(StreamStatus stream) {
    String silence =
        stream.phase() == Phase.STALE
            ? " for "
                + stream.silence().toSeconds()
                + "s (allowed "
                + Math.max(1, stream.staleAfter().toSeconds())
                + "s)"
            : "";
    return stream.stream() + silence + stream.retry().map(retry -> " [" + retry + "]").orElse("");
  }
}
