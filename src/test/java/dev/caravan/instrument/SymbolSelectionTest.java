package dev.caravan.instrument;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.instrument.SymbolSelection.Resolution;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SymbolSelectionTest {

  private static final List<Instrument> LISTED =
      Stream.of("ETHUSDT", "BTCUSDT", "BTCTRY", "LTCBTC", "币安USDT")
          .map(symbol -> Instrument.of(symbol, true))
          .toList();
  private static final List<Instrument> WITH_HALTED =
      Stream.concat(LISTED.stream(), Stream.of(Instrument.of("OLDUSDT", false))).toList();

  @Test
  void shouldTakeNamesWithoutRegardToCaseAndOnce() {
    Resolution resolved = resolve("btcusdt", " ETHUSDT ", "BTCUSDT", "");

    assertEquals(List.of("BTCUSDT", "ETHUSDT"), resolved.symbols());
    assertFalse(SymbolSelection.of(List.of("btcusdt")).needsList());
  }

  @Test
  void shouldMatchPatternsAsAWhole() {
    assertEquals(List.of("BTCTRY", "BTCUSDT"), resolve("btc*").symbols());
    assertEquals(List.of("BTCUSDT", "ETHUSDT", "币安USDT"), resolve("*USDT").symbols());
    assertEquals(List.of("BTCUSDT", "ETHUSDT"), resolve("???USDT").symbols());
    assertEquals(LISTED.size(), resolve("*").symbols().size());
    assertEquals(List.of("LTCBTC", "BTCTRY", "BTCUSDT"), resolve("BTC*", "LTCBTC").symbols());
  }

  @Test
  void shouldTakeNoSignForMore() {
    assertEquals(List.of("BTC."), resolve("BTC.").unknown());
    assertEquals(List.of("BTC.*"), resolve("BTC.*").unmatched());
    assertEquals(List.of("(*"), resolve("(*").unmatched());
  }

  @Test
  void shouldTakeOnlyTradingOnesByPatternButEveryListedOneByName() {
    SymbolSelection all = SymbolSelection.of(List.of("*USDT"));
    SymbolSelection named = SymbolSelection.of(List.of("OLDUSDT"));

    assertFalse(all.resolve(WITH_HALTED).symbols().contains("OLDUSDT"));
    assertEquals(List.of("OLDUSDT"), named.resolve(WITH_HALTED).symbols());
    assertEquals(List.of("OLDUSDT"), named.resolve(WITH_HALTED).halted());
    assertEquals(
        List.of("OLD*"), SymbolSelection.of(List.of("OLD*")).resolve(WITH_HALTED).unmatched());
  }

  @Test
  void shouldSayWhatIsNotListedAndWhatMatchesNothing() {
    Resolution resolved = resolve("NOSUCH", "BTCUSDT", "XYZ*", "*USDT");

    assertEquals(List.of("NOSUCH"), resolved.unknown());
    assertEquals(List.of("XYZ*"), resolved.unmatched());
    assertTrue(resolved.symbols().contains("BTCUSDT"));
  }

  @Test
  void shouldGiveChannelsOfTheWholeVenueNoSymbol() {
    StreamSelection selection =
        StreamSelection.of(
            SymbolSelection.of(List.of("BTCUSDT")),
            List.of("trade", "!miniTicker@arr", "trade"),
            channel -> channel.startsWith("!"));

    assertEquals(
        Set.of(new StreamId("!miniTicker@arr", ""), new StreamId("trade", "BTCUSDT")),
        selection.streams(List.of("BTCUSDT")));
    assertTrue(selection.wantsSymbols());
  }

  @Test
  void shouldTakeAStreamThatIsNamedWholeWhateverTheSymbols() {
    StreamSelection selection =
        StreamSelection.of(
            SymbolSelection.of(List.of("BTCUSDT")),
            List.of("trade", "liquidation/SWAP"),
            channel -> false);

    assertEquals(
        Set.of(new StreamId("liquidation", "SWAP"), new StreamId("trade", "BTCUSDT")),
        selection.streams(List.of("BTCUSDT"), LISTED));
    assertFalse(
        new StreamSelection(SymbolSelection.of(List.of()), List.of("liquidation/SWAP"), Set.of())
            .wantsSymbols());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/SWAP", "liquidation/"})
  void shouldRefuseWhatNamesNoStream(String entry) {
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                StreamSelection.of(
                    SymbolSelection.of(List.of()), List.of(entry), channel -> false));

    assertTrue(refused.getMessage().contains("trade/BTCUSDT"), refused.getMessage());
  }

  private static Resolution resolve(String... entries) {
    return SymbolSelection.of(List.of(entries)).resolve(LISTED);
  }
}
