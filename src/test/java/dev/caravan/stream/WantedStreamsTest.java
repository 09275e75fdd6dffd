package dev.caravan.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.caravan.instrument.Recognition;
import dev.caravan.instrument.StreamId;
import dev.caravan.venue.binancespot.BinanceSpotMapping;
import java.util.List;
import java.util.Set;
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

  private static Recognition frame(StreamId stream, int number) {
    Recognition frame = new Recognition();
    frame.data(stream, 1, 1);
    frame.numbered(number);
    return frame;
  }
}
