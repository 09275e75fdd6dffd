package dev.caravan.repair;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.caravan.instrument.StreamId;
import dev.caravan.record.RecordEvent.Backfill;
import dev.caravan.venue.binancespot.BinanceSpotRest;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class BackfillPageTest {

  private static final StreamId TRADES = new StreamId("trade", "BTCUSDT");

  @Test
  void shouldKeepTheBytesOfTheWantedTrades() throws IOException {
    BackfillPage page =
        page(
            "[ {\"id\":4},{\"id\": 5, \"x\":{\"id\":9}} , {\"p\":\"é\",\"id\":6},{\"id\":7}]",
            5,
            6);

    assertEquals(
        List.of(new Backfill(5, 6, "[{\"id\": 5, \"x\":{\"id\":9}},{\"p\":\"é\",\"id\":6}]")),
        page.events());
    assertEquals(6, page.reachedId());
    assertEquals(2, page.filled());
  }

  @Test
  void shouldMakeAnEventOfEachRunOfIds() throws IOException {
    BackfillPage page = page("[{\"id\":5},{\"id\":8},{\"id\":8},{\"id\":7},{\"id\":9}]", 5, 20);

    assertEquals(
        List.of(new Backfill(5, 5, "[{\"id\":5}]"), new Backfill(8, 9, "[{\"id\":8},{\"id\":9}]")),
        page.events());
    assertEquals(9, page.reachedId());
    assertEquals(3, page.filled());
  }

  @Test
  void shouldKnowThatWhatIsNotBeforeALaterTradeDoesNotExist() throws IOException {
    BackfillPage page = page("[{\"id\":30}]", 5, 20);

    assertEquals(List.of(), page.events());
    assertEquals(20, page.reachedId());
  }

  @Test
  void shouldKnowNothingFromAnEmptyAnswer() throws IOException {
    assertEquals(-1, page("[]", 5, 20).reachedId());
  }

  @Test
  void shouldRefuseWhatIsNoListOfTrades() {
    for (String body : List.of("", "{}", "[5]", "[{\"a\":5}]", "[{\"id\":\"5\"}]", "[{\"id\":5}")) {
      assertThrows(IOException.class, () -> page(body, 5, 20), body);
    }
  }

  private static BackfillPage page(String body, long first, long last) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    return BackfillPage.of(bytes, new BinanceSpotRest().readTrades(TRADES, bytes), first, last);
  }
}
