package dev.caravan.venue.ticketed;

import java.util.List;

/** What a simulated venue of this kind does its own way. */
public interface SimulatedTicketedRules {

  String venue();

  /** What can be asked for. */
  List<String> types();

  /** Whether it tells what is subscribed. */
  boolean listsSubscriptions();

  /** Levels of a side of a book. */
  int levels();

  /** Writes a number of which {@code unscaled} is so many hundred-millionths. */
  String number(long unscaled);

  /** Writes a size in a book. */
  String bookSize(long unscaled);

  /** The time of a book, from the milliseconds of the market. */
  long bookTime(long timeMs, long frame);

  /** Whether the time stands behind type and code, else at the end. */
  boolean timeComesFirst();

  /** The id of a trade that is the n-th of its symbol. */
  long tradeId(long n, long timeMs);

  /** The status of an answer over REST that says that there is no such market. */
  int statusOfUnknownMarket();
}
