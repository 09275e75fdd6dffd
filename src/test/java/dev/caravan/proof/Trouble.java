package dev.caravan.proof;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * One trouble that a simulated venue has for one turn, and what of it may show in a recording.
 *
 * @param faults as {@code --faults} takes them; {@code $start}, {@code $turn} and {@code $third}
 *     stand for times
 * @param gapCauses why ids may be missing meanwhile
 * @param breaksConnections whether connections may end meanwhile
 * @param ends how often each connection ends for certain
 * @param noticedWithin how long behind its turn it may take to be noticed
 */
record Trouble(
    String faults,
    Set<String> gapCauses,
    boolean breaksConnections,
    int ends,
    Duration noticedWithin) {

  /** Over within moments: as many as there are venues, so that at any time each has another. */
  static final List<Trouble> SHORT =
      List.of(
          losing("gap=0.05@$start+$turn"),
          harmless("slow=100ms@$start+$turn"),
          breaking("disconnect@$start", 1),
          harmless("double=0.05@$start+$turn"),
          harmless("garbage=0.05@$start+$turn"),
          losing("drop=0.05@$start+$turn"),
          harmless("reorder=0.05@$start+$turn"));

  /** And those that take their time; two without an end follow the one that is noticed late. */
  static final List<Trouble> ALL =
      join(
          SHORT,
          List.of(
              breaking("disconnect@$start,refuse@$start+$third", 1),
              losing("mute@$start+3s"),
              breaking("disconnect@$start,418=5s@$start+$third", 1),
              breaking("shutdown-event=3s@$start", 1),
              noticedLate("half-open@$start")));

  private static List<Trouble> join(List<Trouble> some, List<Trouble> others) {
    List<Trouble> all = new ArrayList<>(some);
    all.addAll(others);
    return List.copyOf(all);
  }

  private static Trouble harmless(String faults) {
    return new Trouble(faults, Set.of(), false, 0, Duration.ZERO);
  }

  /** A book of which something is missing may be asked for anew, each only so often. */
  private static Trouble losing(String faults) {
    return new Trouble(faults, Set.of("venue", "resubscribed"), false, 0, Duration.ofSeconds(20));
  }

  private static Trouble breaking(String faults, int ends) {
    return new Trouble(faults, Set.of("disconnect"), true, ends, Duration.ZERO);
  }

  /** Binance's futures probe a silent connection after a minute only. */
  private static Trouble noticedLate(String faults) {
    return new Trouble(faults, Set.of("disconnect"), true, 1, Duration.ofMinutes(1));
  }

  /** The fault plan of a turn that begins so long after the market. */
  String plan(Duration start, Duration turn) {
    return faults
        .replace("$start", start.toMillis() + "ms")
        .replace("$turn", turn.toMillis() + "ms")
        .replace("$third", turn.dividedBy(3).toMillis() + "ms");
  }
}
