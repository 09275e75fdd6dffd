package dev.caravan.verify;

import java.util.List;

/**
 * How a recording compares with what a simulated market sent.
 *
 * @param venue whose journal was compared
 * @param sent frames that had to be recorded: each as often as the connection that sent it most
 *     often did
 * @param recorded frames in the journal
 * @param missing sent but not recorded
 * @param doubled recorded more often than sent
 * @param unexpected recorded but never sent
 * @param streams the same per stream, by name; {@code -} for answers and garbage
 */
public record LedgerVerdict(
    String venue,
    long sent,
    long recorded,
    long missing,
    long doubled,
    long unexpected,
    List<Stream> streams) {

  public LedgerVerdict {
    streams = List.copyOf(streams);
  }

  /** One stream's share. */
  public record Stream(
      String channel,
      String symbol,
      long sent,
      long recorded,
      long missing,
      long doubled,
      long unexpected) {
    public boolean isExact() {
      return missing == 0 && doubled == 0 && unexpected == 0;
    }
  }

  static LedgerVerdict of(String venue, List<Stream> streams) {
    return new LedgerVerdict(
        venue,
        streams.stream().mapToLong(Stream::sent).sum(),
        streams.stream().mapToLong(Stream::recorded).sum(),
        streams.stream().mapToLong(Stream::missing).sum(),
        streams.stream().mapToLong(Stream::doubled).sum(),
        streams.stream().mapToLong(Stream::unexpected).sum(),
        streams);
  }

  /** Whether every frame sent is recorded exactly as often as it should be, and nothing else is. */
  public boolean isExact() {
    return missing == 0 && doubled == 0 && unexpected == 0;
  }
}
