package dev.caravan.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.instrument.Instrument;
import dev.caravan.instrument.StreamId;
import dev.caravan.instrument.StreamSelection;
import dev.caravan.instrument.SymbolSelection;
import dev.caravan.rest.Membership.Change;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MembershipTest {

  private long nowNs;
  private final Membership membership = new Membership("venue", () -> nowNs);

  @Test
  void shouldTakeNamesWithoutAListAndLetPatternsWait() {
    Change change = membership.select(selection("BTCUSDT", "ETH*"));

    assertEquals(List.of("BTCUSDT"), change.joined());
    assertTrue(membership.isWaiting());
    assertEquals(List.of(), membership.problems());
  }

  @Test
  void shouldTellTheDifferenceThatAListMakes() {
    membership.select(selection("BTCUSDT", "BTCUSD", "ETH*"));

    Change change = membership.listed(trading("BTCUSDT", "ETHUSDT", "ETHTRY"));

    assertEquals(List.of("ETHTRY", "ETHUSDT"), change.joined());
    assertEquals(List.of("BTCUSD"), change.left());
    assertEquals(
        List.of("symbol is not listed: venue=venue symbol=BTCUSD listed=3; did you mean BTCUSDT?"),
        membership.problems());
    assertFalse(membership.isWaiting());
  }

  /** A venue of two markets lists a name in one of them, or in both. */
  @Test
  void shouldWantOnlyChannelsThatTheListedMarketHas() {
    membership.select(
        StreamSelection.of(
            SymbolSelection.of(List.of("*")),
            List.of("spot.trades", "futures.trades"),
            any -> false));

    Change change =
        membership.listed(
            List.of(listed("A_B", "spot."), listed("C_D", "futures."), listed("A_B", "futures.")));

    assertEquals(
        Set.of(
            new StreamId("spot.trades", "A_B"),
            new StreamId("futures.trades", "A_B"),
            new StreamId("futures.trades", "C_D")),
        change.wanted());
  }

  private static Instrument listed(String symbol, String channelPrefix) {
    return new Instrument(
        symbol, "", "", "", true, Optional.empty(), Optional.empty(), channelPrefix);
  }

  @Test
  void shouldFollowListingAndDelisting() {
    membership.select(selection("*USDT"));
    membership.listed(trading("BTCUSDT", "OLDUSDT"));

    Change change = membership.listed(trading("BTCUSDT", "NEWUSDT"));

    assertEquals(List.of("NEWUSDT"), change.joined());
    assertEquals(List.of("OLDUSDT"), change.left());
    assertTrue(change.wanted().contains(new StreamId("trade", "NEWUSDT")));
  }

  @Test
  void shouldKeepWhatIsHaltedForLessThanADay() {
    membership.select(selection("*USDT"));
    membership.listed(trading("BTCUSDT"));

    Change halted = membership.listed(List.of(Instrument.of("BTCUSDT", false)));
    nowNs += Duration.ofHours(23).toNanos();
    Change later = membership.listed(List.of(Instrument.of("BTCUSDT", false)));
    nowNs += Duration.ofHours(1).toNanos();
    Change gone = membership.listed(List.of(Instrument.of("BTCUSDT", false)));

    assertEquals(List.of(), halted.left());
    assertEquals(List.of(), later.left());
    assertEquals(List.of("BTCUSDT"), gone.left());
  }

  @Test
  void shouldNotLetWhatIsHaltedJoinByPattern() {
    membership.select(selection("*USDT"));

    assertEquals(List.of(), membership.listed(List.of(Instrument.of("BTCUSDT", false))).joined());
  }

  @Test
  void shouldJudgeACandidateWithoutSelectingIt() {
    membership.select(selection("BTCUSDT"));
    assertEquals(List.of(), membership.problemsOf(selection("NOSUCH")));
    membership.listed(trading("BTCUSDT"));

    assertEquals(2, membership.problemsOf(selection("NOSUCH", "X*")).size());
    assertEquals(selection("BTCUSDT"), membership.selection());
  }

  static StreamSelection selection(String... symbols) {
    return new StreamSelection(SymbolSelection.of(List.of(symbols)), List.of("trade"), Set.of());
  }

  static List<Instrument> trading(String... symbols) {
    return Stream.of(symbols).map(symbol -> Instrument.of(symbol, true)).toList();
  }
}
