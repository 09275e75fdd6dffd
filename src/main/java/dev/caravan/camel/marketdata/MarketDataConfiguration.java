package dev.caravan.camel.marketdata;

import dev.caravan.instrument.StreamId;
import dev.caravan.venue.Venues;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriParams;
import org.apache.camel.spi.UriPath;

/** Lists what a route says about the streams it wants. */
@UriParams
public class MarketDataConfiguration {

  @UriPath(description = "Name of the venue, for example binance-spot.")
  @Metadata(required = true)
  private String venue = "";

  @UriParam(description = "Symbols as the venue spells them, separated by commas.")
  @Metadata(required = true)
  private String symbols = "";

  @UriParam(
      description =
          "Channels as the venue spells them, separated by commas, for example"
              + " depth20@100ms,trade.")
  @Metadata(required = true)
  private String channels = "";

  /** Every channel of every symbol, in the order written. */
  List<StreamId> streams() {
    List<StreamId> streams = new ArrayList<>();
    for (String symbol : names(symbols)) {
      for (String channel : names(channels)) {
        streams.add(new StreamId(channel, symbol.toUpperCase(Locale.ROOT)));
      }
    }
    return streams;
  }

  void validate() {
    if (!Venues.names().contains(venue)) {
      throw new IllegalArgumentException(
          "unknown venue: venue=" + venue + "; known: " + String.join(", ", Venues.names()));
    }
    if (names(symbols).isEmpty()) {
      throw new IllegalArgumentException(
          "symbols are missing: venue=" + venue + "; write for example symbols: BTCUSDT,ETHUSDT");
    }
    if (names(channels).isEmpty()) {
      throw new IllegalArgumentException(
          "channels are missing: venue=" + venue + "; write for example channels: trade");
    }
    for (String symbol : names(symbols)) {
      if (symbol.indexOf('*') >= 0 || symbol.indexOf('?') >= 0) {
        throw new IllegalArgumentException(
            "symbols must be names, patterns are not known here: venue="
                + venue
                + " symbol="
                + symbol);
      }
    }
  }

  private static List<String> names(String list) {
    return Stream.of(list.split(",")).map(String::strip).filter(name -> !name.isEmpty()).toList();
  }

  public String getVenue() {
    return venue;
  }

  public void setVenue(String venue) {
    this.venue = venue;
  }

  public String getSymbols() {
    return symbols;
  }

  public void setSymbols(String symbols) {
    this.symbols = symbols;
  }

  public String getChannels() {
    return channels;
  }

  public void setChannels(String channels) {
    this.channels = channels;
  }
}
