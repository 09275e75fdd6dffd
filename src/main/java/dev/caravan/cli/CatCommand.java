package dev.caravan.cli;

import dev.caravan.recording.NamePatterns;
import dev.caravan.recording.RecordFilter;
import dev.caravan.recording.RecordSource;
import dev.caravan.recording.Unreadable;
import dev.caravan.venue.Venues;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** {@code cat}: prints what was recorded. */
@Command(
    name = "cat",
    mixinStandardHelpOptions = true,
    description = {
      "Prints recorded data as JSON lines, in the order of arrival, one venue after the other.",
      "Works beside a running daemon; sealed segments that cannot hold what is asked for are"
          + " not read, and days that are consolidated and purged come from the archive.",
      "Venues, channels and symbols may be repeated, listed with commas, or patterns with * and ?."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:everything asked for was printed",
      "1:a part could not be read, or the output failed",
      "2:could not run"
    },
    footer = {
      "",
      "Example:",
      "  java -jar target/caravan.jar cat data --symbol BTCUSDT --frames",
      "  java -jar target/caravan.jar cat data --channel trade --from 2026-11-20T13:00:00Z",
      "  java -jar target/caravan.jar cat data --symbol 'BTC*,ETHUSDT' --from 1h --csv trades"
    })
public final class CatCommand implements Callable<Integer> {

  private static final int EXIT_PRINTED = 0;
  private static final int EXIT_IN_PART = 1;
  private static final int EXIT_COULD_NOT_RUN = 2;
  private static final int BUFFER = 1 << 18;
  private static final int PROBLEMS_SHOWN = 20;

  private final OutputStream out;
  private final PrintStream err;

  @Parameters(paramLabel = "DATA", description = "The data folder that `run` records into.")
  private Path data;

  @Option(
      names = "--venue",
      paramLabel = "V",
      description = "Only these venues, such as binance-spot.")
  private List<String> venues = new ArrayList<>();

  @Option(
      names = "--channel",
      paramLabel = "C",
      description =
          "Only these channels as subscribed, such as depth20@100ms; case matters, kline_1m is a"
              + " minute and kline_1M a month.")
  private List<String> channels = new ArrayList<>();

  @Option(
      names = "--symbol",
      paramLabel = "S",
      description = "Only these symbols, such as BTCUSDT.")
  private List<String> symbols = new ArrayList<>();

  @Option(
      names = "--from",
      paramLabel = "T",
      converter = EpochNanos.class,
      description =
          "Only what was received at T or later: ISO-8601 (UTC where no offset is given), today,"
              + " yesterday, how long ago (90s, 1h, 2d12h), or seconds, milliseconds or nanoseconds"
              + " since the epoch.")
  private @Nullable Long fromNs;

  @Option(
      names = "--to",
      paramLabel = "T",
      converter = EpochNanos.class,
      description = "Only what was received before T.")
  private @Nullable Long toNs;

  @Option(
      names = "--frames",
      description = "Only frames, each byte for byte as it was received, and a newline behind it.")
  private boolean frames;

  @Option(
      names = "--csv",
      paramLabel = "KIND",
      converter = CsvKindConverter.class,
      description =
          "Print CSV with a header in place of JSON lines: trades, tickers, candles or top (best"
              + " bid and ask). Times are nanoseconds since the epoch; source is live or rest.")
  private @Nullable CsvKind csv;

  public CatCommand() {
    this(new FileOutputStream(FileDescriptor.out), System.err);
  }

  /** Prints elsewhere. */
  public CatCommand(OutputStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() {
    if (csv != null && frames) {
      err.println("cat could not run: --frames and --csv exclude each other; give one of them");
      return EXIT_COULD_NOT_RUN;
    }
    RecordFilter filter = filter();
    BufferedOutputStream buffered = new BufferedOutputStream(out, BUFFER);
    Problems problems = new Problems();
    RecordOutput printer =
        csv == null
            ? new RecordPrinter(frames, buffered)
            : new CsvPrinter(csv, Venues::marketReader, buffered);
    try (RecordSource source = RecordSource.open(data, filter, problems::add)) {
      try {
        printer.print(source);
      } finally {
        flush(buffered);
      }
    } catch (OutputException e) {
      if (e.isBrokenPipe()) {
        return EXIT_PRINTED;
      }
      err.println("cat stopped: output failed: " + e.getMessage());
      return EXIT_IN_PART;
    } catch (IOException e) {
      err.println("cat could not run: " + Failures.words(e));
      return EXIT_COULD_NOT_RUN;
    }
    problems.end();
    if (problems.count > 0) {
      return EXIT_IN_PART;
    }
    err.print(printer.remarks());
    boolean isNarrow = csv != null || !(filter.wantsAllStreams() && filter.wantsAllTimes());
    if (printer.printed() == 0 && isNarrow) {
      tellWhatExists(filter);
    }
    return EXIT_PRINTED;
  }

  private RecordFilter filter() {
    RecordFilter filter =
        RecordFilter.ALL
            .ofVenues(NamePatterns.anyCase(venues))
            .ofStreams(NamePatterns.exactly(channels), NamePatterns.anyCase(symbols))
            .between(
                fromNs == null ? Long.MIN_VALUE : fromNs, toNs == null ? Long.MAX_VALUE : toNs);
    return frames ? filter.onlyFrames() : filter;
  }

  private void tellWhatExists(RecordFilter filter) {
    err.println("no record matches:" + words(filter));
    try {
      List<String> lines = WhatExists.lines(data, filter);
      err.println("recorded are:");
      lines.forEach(err::println);
    } catch (IOException e) {
      err.println("what is recorded cannot be told: " + Failures.words(e));
    }
  }

  private String words(RecordFilter filter) {
    return (csv == null ? "" : " csv=" + csv.word())
        + (filter.channels().areAll() ? "" : " channel=" + filter.channels())
        + (filter.symbols().areAll() ? "" : " symbol=" + filter.symbols())
        + (filter.fromNs() == Long.MIN_VALUE ? "" : " from=" + filter.fromNs())
        + (filter.toNs() == Long.MAX_VALUE ? "" : " to=" + filter.toNs());
  }

  private static void flush(OutputStream out) throws OutputException {
    try {
      out.flush();
    } catch (IOException e) {
      throw new OutputException(e);
    }
  }

  /** Reads a kind of CSV as a person types it. */
  static final class CsvKindConverter implements ITypeConverter<CsvKind> {
    @Override
    public CsvKind convert(String text) {
      for (CsvKind kind : CsvKind.values()) {
        if (kind.word().equals(text)) {
          return kind;
        }
      }
      throw new TypeConversionException(
          "'" + text + "' is none of " + String.join(", ", CsvKind.words()));
    }
  }

  /** Shows the first problems and counts the rest. */
  private final class Problems {
    private long count;

    void add(Unreadable place) {
      if (count++ < PROBLEMS_SHOWN) {
        err.println(place);
      }
    }

    void end() {
      if (count > PROBLEMS_SHOWN) {
        err.println("and " + (count - PROBLEMS_SHOWN) + " more; run verify for all of them");
      }
    }
  }
}
