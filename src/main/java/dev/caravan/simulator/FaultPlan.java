package dev.caravan.simulator;

import dev.caravan.instrument.StreamId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which faults a simulated market will have, and the seed of everything random.
 *
 * <p>Shape: {@code name[=value][@start[+length]][#place][/stream],…,seed=N}; times like {@code
 * 500ms}, {@code 5s}, {@code 2m}, counted from the market's start; the stream as {@code
 * channel/symbol}, or {@code channel} for all its symbols. A missing start means from the
 * beginning, a missing length for ever. Each connection takes the lowest free place, from 1, and
 * frees it when it ends: of two lines, {@code #2} strikes the second one, also after it came back.
 */
public final class FaultPlan {

  /** No faults, seed 1. */
  public static final FaultPlan NONE = new FaultPlan(1, List.of());

  private static final Pattern TIME = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)(ms|s|m|h)");
  private static final double NANOS_PER_MS = 1e6;

  private final long seed;
  private final List<Fault> faults;

  private FaultPlan(long seed, List<Fault> faults) {
    this.seed = seed;
    this.faults = List.copyOf(faults);
  }

  /**
   * Reads a plan.
   *
   * @throws IllegalArgumentException if a fault is unknown or not written as above; says which are
   *     known
   */
  public static FaultPlan parse(String spec) {
    long seed = 1;
    List<Fault> faults = new ArrayList<>();
    for (String part : spec.split(",", -1)) {
      String text = part.strip();
      if (text.startsWith("seed=")) {
        seed = seed(text.substring("seed=".length()));
      } else if (!text.isEmpty()) {
        faults.add(fault(text));
      }
    }
    return new FaultPlan(seed, faults);
  }

  public long seed() {
    return seed;
  }

  List<Fault> faults() {
    return faults;
  }

  /** The same faults under another seed. */
  public FaultPlan withSeed(long other) {
    return new FaultPlan(other, faults);
  }

  private static long seed(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("seed=" + text + " is no whole number; try seed=1", e);
    }
  }

  private static Fault fault(String text) {
    int slash = text.indexOf('/');
    String beforeSlash = slash < 0 ? text : text.substring(0, slash);
    int hash = beforeSlash.indexOf('#');
    int place = hash < 0 ? Fault.EVERY_PLACE : place(text, beforeSlash.substring(hash + 1));
    String head = hash < 0 ? beforeSlash : beforeSlash.substring(0, hash);
    Optional<StreamId> stream =
        slash < 0 ? Optional.empty() : Optional.of(stream(text, text.substring(slash + 1)));
    int at = head.indexOf('@');
    String named = at < 0 ? head : head.substring(0, at);
    int equals = named.indexOf('=');
    FaultKind kind = kind(equals < 0 ? named : named.substring(0, equals));
    long startNs = 0;
    long lengthNs = Fault.FOR_EVER;
    if (at >= 0) {
      String window = head.substring(at + 1);
      int plus = window.indexOf('+');
      startNs = nanos(text, plus < 0 ? window : window.substring(0, plus));
      if (plus >= 0) {
        lengthNs = nanos(text, window.substring(plus + 1));
      }
    }
    double value =
        equals < 0 ? kind.defaultValue() : value(text, kind, named.substring(equals + 1));
    if (kind.value() == FaultKind.Value.COUNT && value > 1 && lengthNs == Fault.FOR_EVER) {
      throw new IllegalArgumentException(
          "fault '" + text + "' needs a length to spread over; write " + named + "@5s+30s");
    }
    if (stream.isPresent() && !kind.canBeLimitedToAStream()) {
      throw new IllegalArgumentException(
          "fault '" + text + "' cannot be limited to a stream; write " + head);
    }
    if (place != Fault.EVERY_PLACE && !kind.canBeLimitedToAPlace()) {
      throw new IllegalArgumentException(
          "fault '" + text + "' cannot be limited to a connection; leave out #" + place);
    }
    return new Fault(kind, value, startNs, lengthNs, place, stream);
  }

  private static int place(String fault, String text) {
    if (!text.matches("[1-9]\\d{0,5}")) {
      throw new IllegalArgumentException(
          "fault '" + fault + "': '#" + text + "' is no connection's place; write #1 or #2");
    }
    return Integer.parseInt(text);
  }

  private static FaultKind kind(String label) {
    return FaultKind.labelled(label)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown fault '" + label + "'; known are " + FaultKind.all()));
  }

  private static double value(String fault, FaultKind kind, String text) {
    return switch (kind.value()) {
      case NONE ->
          throw new IllegalArgumentException(
              "fault '" + fault + "' takes no value; write " + kind.label() + "@5s+10s");
      case COUNT -> count(fault, text);
      case SHARE -> share(fault, text);
      case TIME -> nanos(fault, text) / NANOS_PER_MS;
    };
  }

  private static double count(String fault, String text) {
    if (!text.matches("[1-9]\\d{0,5}")) {
      throw new IllegalArgumentException(
          "fault '" + fault + "': the value is how many times, 1 to 999999");
    }
    return Integer.parseInt(text);
  }

  private static double share(String fault, String text) {
    if (!text.matches("\\d{0,3}(\\.\\d{1,9})?") || text.isEmpty() || Double.parseDouble(text) > 1) {
      throw new IllegalArgumentException(
          "fault '" + fault + "': the value is a share of the frames, 0 to 1, like 0.001");
    }
    return Double.parseDouble(text);
  }

  private static long nanos(String fault, String text) {
    Matcher matcher = TIME.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "fault '" + fault + "': '" + text + "' is no time; write 500ms, 5s or 2m");
    }
    double unit =
        switch (matcher.group(2)) {
          case "ms" -> 1e6;
          case "s" -> 1e9;
          case "m" -> 60e9;
          default -> 3600e9;
        };
    return Math.round(Double.parseDouble(matcher.group(1)) * unit);
  }

  private static StreamId stream(String fault, String text) {
    try {
      return StreamId.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "fault '" + fault + "': '" + text + "' is no stream; write channel/SYMBOL", e);
    }
  }
}
