package dev.caravan.venue;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.caravan.clock.EpochNanoClock;
import dev.caravan.clock.NanoClock;
import dev.caravan.instrument.StreamId;
import dev.caravan.simulator.MarketStream;
import dev.caravan.simulator.Simulator;
import dev.caravan.stream.ConnectionStatus;
import dev.caravan.stream.Feed;
import dev.caravan.stream.FeedOptions;
import dev.caravan.stream.StreamStatus.Phase;
import dev.caravan.stream.VenueLoops;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Of a venue that takes few connections a feed never opens more, however many streams join. */
class MostConnectionsTest {

  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final int MOST = 3;

  private final VenueFixture venue = VenueFixture.COINONE;
  private final VenueLoops loops = new VenueLoops();

  @AfterEach
  void stop() {
    loops.close();
  }

  @Test
  void shouldFillTheConnectionsThatThereMayBe() throws Exception {
    try (Simulator simulator = Simulator.start(venue.market("").symbols("8").rate(200).build())) {
      List<StreamId> all = simulator.streams().stream().map(MarketStream::id).toList();
      Feed feed =
          new Feed(
              new HurriedDialect(venue.dialect(), LIMIT, MOST),
              venue.mapping(),
              FeedOptions.to(URI.create(simulator.websocketUrl())).withStreamsPerConnection(2),
              loops.loop(venue.venue()),
              loops.resolver(),
              EpochNanoClock.system(),
              NanoClock.system(),
              (which, channel, cause, missing) -> {});

      feed.attach(new Notes(venue.mapping()), all.subList(0, 4));
      await().atMost(LIMIT).until(() -> feed.status().count(Phase.RECEIVING) == 4);
      assertEquals(List.of(2, 2), streams(feed));

      feed.want(all);
      await().atMost(LIMIT).until(() -> feed.status().count(Phase.RECEIVING) == all.size());

      assertEquals(List.of(6, 6, 4), streams(feed));
      assertEquals(MOST, simulator.stats().accepted());
      feed.close().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }
  }

  private static List<Integer> streams(Feed feed) {
    return feed.status().connections().stream().map(ConnectionStatus::streams).toList();
  }
}
