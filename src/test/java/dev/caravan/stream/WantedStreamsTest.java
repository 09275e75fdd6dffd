package dev.caravan.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.instrument.Recognition;
import dev.caravan.instrument.StreamId;
import dev.caravan.venue.binancespot.BinanceSpotMapping;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WantedStreamsTest {

  private static final StreamId ONE = new StreamId("trade", "BTCUSDT");
  private static final StreamId TWO = new StreamId("trade", "ETHUSDT");

  private final WantedStreams streams =
      new WantedStreams("binance-spot", new BinanceSpotMapping(), StalenessPolicy.auto());

  @Test
  void shouldFindAStreamByItsNumber() {
    streams.want(Set.of(ONE, TWO), 0);

    StreamState found = streams.find(frame(ONE, 70));

    assertSame(streams.find(ONE), found);
    assertSame(found, streams.find(frame(ONE, 70)));
    assertSame(streams.find(TWO), streams.find(frame(TWO, 0)));
  }

  @Test
  void shouldForgetNumbersOfStreamsThatAreNoLongerWanted() {
    streams.want(Set.of(ONE, TWO), 0);
    assertNotNull(streams.find(frame(ONE, 0)));

    WantedStreams.Change change = streams.want(Set.of(TWO), 0);

    assertEquals(List.of(ONE), change.gone());
    assertNull(streams.find(frame(ONE, 0)));
    assertNotNull(streams.find(frame(TWO, 1)));
  }

  @Test
  void shouldNeverAskAgainForAStreamWhoseSilenceMeansNothing() {
    streams.want(Set.of(ONE, TWO), 0);
    streams.acknowledged(List.of(ONE, TWO), 0);
    StreamState occasional = streams.find(ONE);
    StreamState other = streams.find(TWO);
    assertNotNull(occasional);
    assertNotNull(other);
    occasional.isOccasional = true;

    boolean isAsked = false;
    for (long day = 1; day < 4; day++) {
      assertFalse(streams.isToAskAgain(occasional, TimeUnit.DAYS.toNanos(day)));
      isAsked |= streams.isToAskAgain(other, TimeUnit.DAYS.toNanos(day));
    }

    assertEquals(StreamStatus.Phase.ACKNOWLEDGED, occasional.phase);
    assertTrue(isAsked);
    assertTrue(
        occasional.status(StalenessPolicy.auto(), 0).staleAfter().compareTo(Duration.ofDays(99))
            > 0);
  }

  private static Recognition frame(StreamId stream, int number) {
    Recognition frame = new Recognition();
    frame.data(stream, 1, 1);
    frame.numbered(number);
    return frame;
  }
}
