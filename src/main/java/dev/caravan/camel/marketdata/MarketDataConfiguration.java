package dev.caravan.camel.marketdata;

import dev.caravan.config.SymbolEntries;
import dev.caravan.instrument.StreamSelection;
import dev.caravan.instrument.SymbolSelection;
import dev.caravan.venue.Venues;
import java.io.IOException;
import java.util.List;
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

  @UriParam(
      description =
          "Symbols as the venue spells them, patterns such as *USDT, and files such as"
              + " file:config/symbols.txt, separated by commas.")
  @Metadata(required = true)
  private String symbols = "";

  @UriParam(
      description =
          "Channels as the venue spells them, separated by commas, for example"
              + " depth20@100ms,trade; with a slash one stream whatever the symbols, for example"
              + " trade/BTCUSDT.")
  @Metadata(required = true)
  private String channels = "";

  /**
   * Every channel of every symbol, as far as can be said without the venue; reads files that the
   * symbols name.
   *
   * @throws IllegalArgumentException if a file cannot be read
   */
  StreamSelection selection() {
    try {
      return StreamSelection.of(
          SymbolSelection.of(SymbolEntries.read(symbols)),
          names(channels),
          Venues.dialect(venue)::isOfVenue);
    } catch (IOException e) {
      throw new IllegalArgumentException(e.getMessage() + " (venue=" + venue + ")", e);
    }
  }

  void validate() {
    if (!Venues.names().contains(venue)) {
      throw new IllegalArgumentException(
          "unknown venue: venue=" + venue + "; known: " + String.join(", ", Venues.names()));
    }
    if (names(channels).isEmpty()) {
      throw new IllegalArgumentException(
          "channels are missing: venue=" + venue + "; write for example channels: trade");
    }
    StreamSelection selection = selection();
    if (selection.symbols().isEmpty() && selection.wantsSymbols()) {
      throw new IllegalArgumentException(
          "symbols are missing: venue=" + venue + "; write for example symbols: BTCUSDT,ETHUSDT");
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
