package dev.caravan.archive;

import dev.caravan.instrument.StreamId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Numbers the streams of a day in order of appearance and keeps a tally for each. */
final class StreamTallies {

  private final Map<StreamId, Integer> numbers = new HashMap<>();
  private final List<StreamTally> tallies = new ArrayList<>();

  /** The number of a stream, a new one where it was not seen before. */
  int numberOf(StreamId stream) {
    Integer known = numbers.get(stream);
    if (known != null) {
      return known;
    }
    numbers.put(stream, tallies.size());
    tallies.add(new StreamTally(stream));
    return tallies.size() - 1;
  }

  StreamTally get(int number) {
    return tallies.get(number);
  }

  int size() {
    return tallies.size();
  }

  long records() {
    return tallies.stream().mapToLong(StreamTally::records).sum();
  }
}
