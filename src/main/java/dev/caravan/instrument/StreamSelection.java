package dev.caravan.instrument;

import static java.util.Objects.requireNonNull;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which streams of a venue an operator means: every channel of every symbol.
 *
 * @param channels as the venue spells them; one that begins with {@code !} is about the whole venue
 *     and has no symbol: {@code !miniTicker@arr}
 */
public record StreamSelection(SymbolSelection symbols, List<String> channels) {

  public StreamSelection {
    requireNonNull(symbols, "symbols");
    channels = List.copyOf(new LinkedHashSet<>(channels));
  }

  /** Whether a channel is about the whole venue. */
  public static boolean isOfVenue(String channel) {
    return channel.startsWith("!");
  }

  /** Whether there is a channel that wants symbols. */
  public boolean wantsSymbols() {
    return channels.stream().anyMatch(channel -> !isOfVenue(channel));
  }

  /** The streams, symbol by symbol in the order given, those of the whole venue first. */
  public Set<StreamId> streams(Collection<String> resolved) {
    Set<StreamId> streams = new LinkedHashSet<>();
    for (String channel : channels) {
      if (isOfVenue(channel)) {
        streams.add(new StreamId(channel, ""));
      }
    }
    for (String symbol : resolved) {
      for (String channel : channels) {
        if (!isOfVenue(channel)) {
          streams.add(new StreamId(channel, symbol));
        }
      }
    }
    return streams;
  }
}
