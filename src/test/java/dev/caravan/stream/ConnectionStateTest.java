package dev.caravan.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.caravan.stream.ConnectionState.Backoff;
import dev.caravan.stream.ConnectionState.Closed;
import dev.caravan.stream.ConnectionState.Connecting;
import dev.caravan.stream.ConnectionState.Live;
import dev.caravan.stream.ConnectionState.Stale;
import dev.caravan.stream.ConnectionState.Subscribing;
import org.junit.jupiter.api.Test;

class ConnectionStateTest {

  @Test
  void shouldBecomeLiveOnlyWhenEverythingWasAnswered() {
    ConnectionState connecting = new Connecting(0);

    assertEquals(new Subscribing(0), connecting.opened());
    assertEquals(new Live(0), connecting.opened().subscribed());
    assertEquals(connecting, connecting.subscribed());
  }

  @Test
  void shouldCountFailuresUntilDataFlows() {
    ConnectionState failedTwice = new Backoff(1).retried().failed();
    assertEquals(new Backoff(2), failedTwice);

    ConnectionState live = ((Backoff) failedTwice).retried().opened().subscribed();
    assertEquals(new Live(2), live);
    assertEquals(new Backoff(3), live.failed());
    assertEquals(new Backoff(1), live.dataArrived().failed());
  }

  @Test
  void shouldReturnFromStaleOnAnyFrame() {
    assertEquals(new Stale(0), new Live(0).fellSilent());
    assertEquals(new Live(0), new Stale(0).heard());
    assertEquals(new Backoff(1), new Stale(0).failed());
  }

  @Test
  void shouldCountAFailureOnceWhileWaiting() {
    assertEquals(new Backoff(4), new Backoff(4).failed());
  }

  @Test
  void shouldStayClosed() {
    assertEquals(new Closed(), new Live(3).closed());
    assertEquals(new Closed(), new Closed().failed());
  }
}
