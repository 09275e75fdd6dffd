package dev.caravan.cli;

import static java.util.Objects.requireNonNull;

import dev.caravan.instrument.StreamId;
import dev.caravan.journal.JournalDirectory;
import dev.caravan.journal.SegmentFile;
import dev.caravan.manifest.VenueMappings;
import dev.caravan.recording.RecordFilter;
import dev.caravan.recording.RecordSource;
import dev.caravan.recording.RecordedStreams;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Tells somebody who found nothing what a data folder has. */
final class WhatExists {

  private static final int NAMED = 20;

  private WhatExists() {}

  /** The venues, and of the wanted ones the channels, symbols and times; a few lines. */
  static List<String> lines(Path data, RecordFilter filter) throws IOException {
    requireNonNull(filter, "filter");
    List<String> lines = new ArrayList<>();
    Set<StreamId> streams =
        RecordedStreams.in(data, RecordFilter.ALL.ofVenues(filter.venues())).keySet();
    Set<String> channels = new TreeSet<>();
    Set<String> symbols = new TreeSet<>();
    for (StreamId stream : streams) {
      channels.add(stream.channel());
      if (!stream.symbol().isEmpty()) {
        symbols.add(stream.symbol());
      }
    }
    lines.add("  venues:   " + names(RecordSource.venues(data)));
    lines.add("  channels: " + names(channels));
    lines.add("  symbols:  " + names(symbols));
    for (JournalDirectory journal : JournalDirectory.all(data)) {
      List<SegmentFile> segments = journal.segments();
      String venue = VenueMappings.venueOf(journal.name());
      if (filter.venues().match(venue) && !segments.isEmpty()) {
        Instant first = segments.get(0).name().startedAt();
        Instant last = segments.get(segments.size() - 1).name().startedAt();
        lines.add("  times:    " + venue + " from " + first + "; its last segment began " + last);
      }
    }
    return lines;
  }

  private static String names(Collection<String> all) {
    if (all.isEmpty()) {
      return "none";
    }
    String named = String.join(", ", all.stream().limit(NAMED).toList());
    return all.size() <= NAMED ? named : named + " and " + (all.size() - NAMED) + " more";
  }
}
