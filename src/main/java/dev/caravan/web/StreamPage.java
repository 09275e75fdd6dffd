package dev.caravan.web;

import dev.caravan.stream.FeedStatus;
import dev.caravan.stream.StreamStatus;
import dev.caravan.stream.StreamStatus.Phase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * The part of the streams that a viewer sees, chosen and put in order here, so that three thousand
 * of them need not travel each second.
 *
 * @param from the first line that is in it; smaller than asked for where there are not so many
 * @param lines how many there are in all, headings counted
 * @param matching streams that match
 * @param total streams there are
 * @param rows the lines that were asked for
 */
public record StreamPage(int from, int lines, int matching, int total, List<Row> rows) {

  /** One line: a venue's heading or a stream. */
  public sealed interface Row permits Heading, Line {}

  /** How a venue does, of the streams that match. */
  public record Heading(String venue, int streams, long receiving) implements Row {}

  /** A stream of a venue. */
  public record Line(String venue, StreamStatus stream, boolean isServedByRest) implements Row {

    boolean isTroubled() {
      return stream.phase() != Phase.RECEIVING || isServedByRest || stream.retry().isPresent();
    }
  }

  public StreamPage {
    rows = List.copyOf(rows);
  }

  /** What a viewer gets to see of these feeds. */
  public static StreamPage of(List<FeedStatus> feeds, StreamQuery query) {
    List<Line> matching = new ArrayList<>();
    int total = 0;
    String[] words = query.find().toLowerCase(Locale.ROOT).strip().split("\\s+");
    for (FeedStatus feed : feeds) {
      total += feed.streams().size();
      for (StreamStatus stream : feed.streams()) {
        Line line = new Line(feed.venue(), stream, feed.servedByRest().contains(stream.stream()));
        if (isShown(line, query.show()) && hasAll(line, words)) {
          matching.add(line);
        }
      }
    }
    matching.sort(order(query));
    List<Row> rows = query.group() ? headed(matching) : List.copyOf(matching);
    int from = Math.max(0, Math.min(query.from(), rows.size() - query.count()));
    return new StreamPage(
        from,
        rows.size(),
        matching.size(),
        total,
        rows.subList(from, Math.min(rows.size(), from + query.count())));
  }

  private static boolean isShown(Line line, StreamQuery.Show show) {
    return switch (show) {
      case ALL -> true;
      case TROUBLED -> line.isTroubled();
      case GAPS -> line.stream.gaps() > 0;
    };
  }

  private static boolean hasAll(Line line, String[] words) {
    if (words.length == 1 && words[0].isEmpty()) {
      return true;
    }
    String text =
        (line.stream.stream().symbol()
                + ' '
                + line.stream.stream().channel()
                + ' '
                + line.venue
                + ' '
                + StatusJson.lower(line.stream.phase()))
            .toLowerCase(Locale.ROOT);
    return Arrays.stream(words).allMatch(text::contains);
  }

  private static Comparator<Line> order(StreamQuery query) {
    Comparator<Line> wanted =
        switch (query.sort()) {
          case SYMBOL -> Comparator.comparing(line -> line.stream.stream().symbol());
          case CHANNEL -> Comparator.comparing(line -> line.stream.stream().channel());
          case VENUE -> Comparator.comparing(Line::venue);
          // The worst first.
          case PHASE -> Comparator.comparing(line -> -rank(line.stream.phase()));
          case RATE -> Comparator.comparingDouble(line -> line.stream.framesPerSecond());
          case LATENCY ->
              Comparator.comparingLong(line -> line.stream.latencyMs().orElse(Long.MIN_VALUE));
          case SILENCE -> Comparator.comparing(line -> line.stream.silence());
          case ID -> Comparator.comparingLong(line -> line.stream.lastId());
          case GAPS -> Comparator.comparingLong(line -> line.stream.gaps());
        };
    Comparator<Line> order =
        (query.descending() ? wanted.reversed() : wanted)
            .thenComparing(line -> line.stream.stream().symbol())
            .thenComparing(line -> line.stream.stream().channel())
            .thenComparing(Line::venue);
    return query.group() ? Comparator.comparing(Line::venue).thenComparing(order) : order;
  }

  private static int rank(Phase phase) {
    return switch (phase) {
      case RECEIVING -> 0;
      case ACKNOWLEDGED -> 1;
      case WANTED -> 2;
      case STALE -> 3;
      case REFUSED -> 4;
    };
  }

  private static List<Row> headed(List<Line> lines) {
    List<Row> rows = new ArrayList<>(lines.size() + 8);
    int begin = 0;
    while (begin < lines.size()) {
      String venue = lines.get(begin).venue();
      int end = begin;
      long receiving = 0;
      while (end < lines.size() && lines.get(end).venue().equals(venue)) {
        receiving += lines.get(end).stream().phase() == Phase.RECEIVING ? 1 : 0;
        end++;
      }
      rows.add(new Heading(venue, end - begin, receiving));
      rows.addAll(lines.subList(begin, end));
      begin = end;
    }
    return rows;
  }
}
