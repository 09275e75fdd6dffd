package dev.caravan.instrument;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which streams of a venue an operator means: every channel of every symbol, and single streams.
 *
 * @param channels as the venue spells them; with a slash one stream, whatever the symbols: {@code
 *     liquidation-orders/SWAP}
 * @param ofVenue those of them that are about the whole venue and have no symbol
 */
public record StreamSelection(SymbolSelection symbols, List<String> channels, Set<String> ofVenue) {

  public StreamSelection {
    requireNonNull(symbols, "symbols");
    channels = List.copyOf(new LinkedHashSet<>(channels));
    ofVenue = Set.copyOf(ofVenue);
  }

  /**
   * Every channel of every symbol.
   *
   * @param isOfVenue whether a channel is about the whole venue, as its dialect says
   * @throws IllegalArgumentException if an entry with a slash names no stream, or the dialect says
   *     that a channel cannot be asked for like this; says what can
   */
  public static StreamSelection of(
      SymbolSelection symbols, Collection<String> channels, Predicate<String> isOfVenue) {
    Set<String> ofVenue = new LinkedHashSet<>();
    for (String channel : channels) {
      if (channel.startsWith("/") || channel.endsWith("/")) {
        throw new IllegalArgumentException(
            "not a stream: channels=" + channel + "; write for example trade/BTCUSDT, or trade");
      }
      if (channel.indexOf('/') < 0 && isOfVenue.test(channel)) {
        ofVenue.add(channel);
      }
    }
    return new StreamSelection(symbols, List.copyOf(channels), ofVenue);
  }

  private boolean isOfEachSymbol(String channel) {
    return channel.indexOf('/') < 0 && !ofVenue.contains(channel);
  }

  /** Whether there is a channel that wants symbols. */
  public boolean wantsSymbols() {
    return channels.stream().anyMatch(this::isOfEachSymbol);
  }

  /** The streams, symbol by symbol in the order given, those that stand alone first. */
  public Set<StreamId> streams(Collection<String> resolved) {
    Set<StreamId> streams = new LinkedHashSet<>();
    for (String channel : channels) {
      if (!isOfEachSymbol(channel)) {
        streams.add(StreamId.parse(channel));
      }
    }
    for (String symbol : resolved) {
      for (String channel : channels) {
        if (isOfEachSymbol(channel)) {
          streams.add(new StreamId(channel, symbol));
        }
      }
    }
    return streams;
  }

  /** The same without streams of channels that nothing of their symbol's name has. */
  public Set<StreamId> streams(Collection<String> resolved, Collection<Instrument> listed) {
    Map<String, List<String>> prefixes = new HashMap<>();
    for (Instrument instrument : listed) {
      prefixes
          .computeIfAbsent(instrument.symbol(), unseen -> new ArrayList<>())
          .add(instrument.channelPrefix());
    }
    Set<StreamId> streams = new LinkedHashSet<>();
    for (StreamId stream : streams(resolved)) {
      List<String> known = prefixes.getOrDefault(stream.symbol(), List.of());
      if (known.isEmpty() || known.stream().anyMatch(stream.channel()::startsWith)) {
        streams.add(stream);
      }
    }
    return streams;
  }
}
