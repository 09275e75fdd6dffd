package dev.caravan.verify;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Puts a verification into words for a person: a table of streams, what is wrong, and the verdict
 * on the last line.
 */
public final class VerificationReport {

  private static final int LISTED = 20;
  private static final String NO_ID = "-";

  private VerificationReport() {}

  /** The lines of the report. */
  public static List<String> lines(Verification verification) {
    return lines(verification, List.of());
  }

  /** The lines of the report, behind what was fixed before. */
  public static List<String> lines(Verification verification, List<Fix> fixes) {
    List<String> lines = new ArrayList<>();
    for (Fix fix : fixes) {
      lines.add(printable((fix.isDone() ? "fixed: " : "left:  ") + fix.file() + ": " + fix.what()));
    }
    if (!fixes.isEmpty()) {
      lines.add("");
    }
    List<String> table = table(verification);
    lines.addAll(table);
    if (!table.isEmpty()) {
      lines.add("");
    }
    list(lines, "gaps", verification.gaps(), VerificationReport::gap);
    list(lines, "damage", verification.damage(), VerificationReport::damage);
    verification.ledger().ifPresent(ledger -> ledger(lines, ledger));
    if (verification.unfinishedBytes() > 0) {
      lines.add(
          "note: the open segment ends in "
              + count(verification.unfinishedBytes(), "byte")
              + " of an unfinished line, which is no damage");
    }
    verification.ledger().ifPresent(ledger -> lines.add(ledgerVerdict(ledger)));
    lines.add(verdict(verification));
    return lines;
  }

  /** Only how it compares with the ledger; nothing where none was given. */
  public static List<String> ledgerLines(Verification verification) {
    List<String> lines = new ArrayList<>();
    verification.ledger().ifPresent(ledger -> ledger(lines, ledger));
    verification.ledger().ifPresent(ledger -> lines.add(ledgerVerdict(ledger)));
    return lines;
  }

  private static List<String> table(Verification verification) {
    if (verification.streams().isEmpty()) {
      return List.of();
    }
    TextTable table =
        new TextTable(
            "venue",
            "stream",
            "records<",
            "first id<",
            "last id<",
            "gaps<",
            "duplicates<",
            "missing<",
            "reordered<",
            "longest silence<",
            "proof");
    for (StreamResult stream : verification.streams()) {
      table.row(
          stream.venue(),
          stream(stream.channel(), stream.symbol()),
          number(stream.records()),
          id(stream.first()),
          id(stream.last()),
          number(stream.gaps()),
          number(stream.repeated()),
          number(stream.missing()),
          number(stream.reordered()),
          silence(stream.longestSilenceMs()),
          proof(stream));
    }
    return table.lines();
  }

  private static String proof(StreamResult stream) {
    Long absent = stream.absentIntervals();
    if (absent != null) {
      return absent == 0
          ? "complete: every interval"
          : "unprovable: " + count(absent, "interval") + " absent";
    }
    return switch (stream.proof()) {
      case COMPLETE ->
          stream.missing() == 0
              ? "complete"
              : "all but "
                  + count(stream.missing(), "id")
                  + (stream.backfilled() == 0
                      ? ""
                      : ", of which " + number(stream.backfilled()) + " backfilled");
      case IN_ORDER -> stream.reordered() == 0 ? "in order" : "not in order";
      case UNPROVABLE -> "unprovable" + rhythm(stream.rhythmMs());
    };
  }

  private static String rhythm(@Nullable Long ms) {
    return ms == null ? "" : ": mostly within " + silence(ms);
  }

  private static <T> void list(
      List<String> lines, String title, List<T> items, Function<T, String> words) {
    if (items.isEmpty()) {
      return;
    }
    lines.add(title + ":");
    items.stream().limit(LISTED).forEach(item -> lines.add("  " + words.apply(item)));
    if (items.size() > LISTED) {
      lines.add("  and " + number(items.size() - LISTED) + " more, listed by --json");
    }
    lines.add("");
  }

  private static String gap(StreamGap gap) {
    String name = gap.venue() + " " + stream(gap.channel(), gap.symbol()) + ": ";
    String cause = ", " + printable(gap.cause()) + ")";
    if (!gap.hasIds()) {
      return name + "(" + count(gap.missing(), "frame") + cause;
    }
    String ids = gap.first() == gap.last() ? "" + gap.first() : gap.first() + " to " + gap.last();
    return name + ids + " (" + count(gap.missing(), "id") + cause;
  }

  private static String damage(Damage damage) {
    return printable(damage.file() + " at " + damage.offset() + ": " + damage.reason());
  }

  private static void ledger(List<String> lines, LedgerVerdict ledger) {
    TextTable table =
        new TextTable("ledger stream", "sent<", "recorded<", "missing<", "doubled<", "unexpected<");
    for (LedgerVerdict.Stream stream : ledger.streams()) {
      boolean isNone = stream.channel().equals("-");
      table.row(
          isNone ? "- (answers, unrecognised)" : stream(stream.channel(), stream.symbol()),
          number(stream.sent()),
          number(stream.recorded()),
          number(stream.missing()),
          number(stream.doubled()),
          number(stream.unexpected()));
    }
    lines.addAll(table.lines());
    lines.add("");
  }

  private static String ledgerVerdict(LedgerVerdict ledger) {
    if (ledger.isExact()) {
      return "ledger: exact; all "
          + count(ledger.sent(), "frame")
          + " that "
          + ledger.venue()
          + " sent are recorded, none lost, none doubled";
    }
    return "ledger: NOT exact; of "
        + count(ledger.sent(), "frame")
        + " sent "
        + number(ledger.missing())
        + " missing, "
        + number(ledger.doubled())
        + " doubled, "
        + number(ledger.unexpected())
        + " never sent";
  }

  private static String verdict(Verification verification) {
    String read =
        count(verification.segments(), "segment")
            + ", "
            + count(verification.records(), "record")
            + ", "
            + count(verification.streams().size(), "stream");
    return switch (verification.result()) {
      case COMPLETE ->
          verification.records() == 0
              ? "complete: nothing is recorded yet"
              : "complete: " + read + "; nothing missing or damaged as far as it can be known";
      case GAPS ->
          verification.gaps().isEmpty()
              ? "gaps: " + read + "; the recording is not what the ledger says"
              : "gaps: " + read + "; " + missing(verification);
      case DAMAGED ->
          "DAMAGED: "
              + read
              + "; "
              + count(verification.damage().size(), "damaged place")
              + (verification.gaps().isEmpty() ? "" : "; " + missing(verification));
    };
  }

  private static String missing(Verification verification) {
    long frames =
        verification.gaps().stream()
            .filter(gap -> !gap.hasIds())
            .mapToLong(StreamGap::missing)
            .sum();
    return count(verification.missing() - frames, "id")
        + (frames == 0 ? "" : " and " + count(frames, "frame") + " without ids")
        + " missing in "
        + count(verification.gaps().size(), "gap");
  }

  private static String count(long count, String what) {
    return number(count) + " " + what + (count == 1 ? "" : "s");
  }

  private static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private static String id(@Nullable Long id) {
    return id == null ? NO_ID : id.toString();
  }

  private static String silence(long ms) {
    if (ms < 60_000) {
      return String.format(Locale.ROOT, "%.1f s", ms / 1000.0);
    }
    Duration silence = Duration.ofMillis(ms);
    return silence.toHours() > 0
        ? String.format(Locale.ROOT, "%d h %d min", silence.toHours(), silence.toMinutesPart())
        : String.format(Locale.ROOT, "%d min %d s", silence.toMinutes(), silence.toSecondsPart());
  }

  private static String stream(String channel, String symbol) {
    return printable(symbol.isEmpty() ? channel : channel + "/" + symbol);
  }

  /** Names come from outside: nothing in them may move the cursor of a terminal. */
  private static String printable(String text) {
    return text.replaceAll("\\p{Cntrl}", "?");
  }
}
