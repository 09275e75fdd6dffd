package dev.caravan.rest;

import static java.util.Objects.requireNonNull;

import dev.caravan.clock.NanoClock;
import dev.caravan.instrument.Instrument;
import dev.caravan.instrument.StreamId;
import dev.caravan.instrument.StreamSelection;
import dev.caravan.instrument.SymbolSelection;
import dev.caravan.instrument.SymbolSelection.Resolution;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Decides which streams are wanted: what the operator selects of what the venue lists.
 *
 * <p>While no list is known, names are taken as written and patterns mean nothing yet. What a
 * pattern has taken stays through a halt of the market; it leaves when it is no longer listed or
 * has not been trading for a day. A venue that is down for an hour thus ends no subscription.
 *
 * <p>Pure, not thread-safe.
 */
final class Membership {

  static final Duration LEAVES_AFTER = Duration.ofDays(1);

  /**
   * What came out of a change.
   *
   * @param joined symbols that are wanted now and were not before
   * @param left symbols that were wanted and are not now
   */
  record Change(Set<StreamId> wanted, List<String> joined, List<String> left) {}

  private final String venue;
  private final NanoClock clock;
  private final Map<String, Long> haltedSinceNs = new HashMap<>();
  private StreamSelection selection =
      new StreamSelection(SymbolSelection.of(List.of()), List.of(), Set.of());
  private Optional<List<Instrument>> listed = Optional.empty();
  private Set<String> members = new LinkedHashSet<>();
  private List<String> problems = List.of();

  Membership(String venue, NanoClock clock) {
    this.venue = requireNonNull(venue, "venue");
    this.clock = requireNonNull(clock, "clock");
  }

  StreamSelection selection() {
    return selection;
  }

  boolean isListKnown() {
    return listed.isPresent();
  }

  /** Whether patterns wait for a list. */
  boolean isWaiting() {
    return listed.isEmpty() && selection.symbols().needsList();
  }

  /** Names that are not listed, patterns that fit nothing. */
  List<String> problems() {
    return problems;
  }

  Set<StreamId> wanted() {
    return listed
        .map(list -> selection.streams(members, list))
        .orElseGet(() -> selection.streams(members));
  }

  /** What would not fit if this were selected; nothing where no list is known. */
  List<String> problemsOf(StreamSelection candidate) {
    return listed
        .map(list -> SelectionProblems.of(venue, candidate.symbols().resolve(list), list))
        .orElse(List.of());
  }

  Change select(StreamSelection selected) {
    selection = requireNonNull(selected, "selected");
    return decide();
  }

  Change listed(List<Instrument> instruments) {
    long now = clock.nanos();
    Map<String, Long> halted = new HashMap<>();
    for (Instrument instrument : instruments) {
      if (!instrument.isTrading()) {
        halted.put(instrument.symbol(), haltedSinceNs.getOrDefault(instrument.symbol(), now));
      }
    }
    haltedSinceNs.clear();
    haltedSinceNs.putAll(halted);
    listed = Optional.of(List.copyOf(instruments));
    return decide();
  }

  private Change decide() {
    Set<String> before = members;
    if (listed.isEmpty()) {
      problems = List.of();
      members = new LinkedHashSet<>(selection.symbols().names());
    } else {
      Resolution resolved = selection.symbols().resolve(listed.get(), this::counts);
      problems = SelectionProblems.of(venue, resolved, listed.get());
      members = new LinkedHashSet<>(resolved.symbols());
    }
    return new Change(wanted(), without(members, before), without(before, members));
  }

  private boolean counts(Instrument instrument) {
    if (instrument.isTrading()) {
      return true;
    }
    long now = clock.nanos();
    long since = haltedSinceNs.getOrDefault(instrument.symbol(), now);
    return members.contains(instrument.symbol()) && now - since < LEAVES_AFTER.toNanos();
  }

  private static List<String> without(Set<String> some, Set<String> others) {
    List<String> left = new ArrayList<>(some);
    left.removeAll(others);
    return List.copyOf(left);
  }
}
