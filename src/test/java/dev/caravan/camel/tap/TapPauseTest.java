package dev.caravan.camel.tap;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.caravan.record.Burst;
import dev.caravan.record.FlowControl;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

/** Bursts that wait for each other arrive all, and in order. */
class TapPauseTest {

  @Test
  void shouldLeaveBurstsWaitingAndLoseNone() throws Exception {
    List<Burst> taken = new CopyOnWriteArrayList<>();
    List<Burst> given = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      given.add(new Burst.Builder("venue", FlowControl.NONE, 8).build());
    }
    try (DefaultCamelContext context = new DefaultCamelContext()) {
      context.addComponent("tap", new TapComponent(context));
      context.addRoutes(
          new RouteBuilder() {
            @Override
            public void configure() {
              from("tap:live?pause=2ms")
                  .process(e -> taken.add(e.getMessage().getBody(Burst.class)));
            }
          });
      context.start();
      Tap<Burst> tap = context.getComponent("tap", TapComponent.class).tap("live", 1024);

      for (int i = 0; i < given.size(); i++) {
        tap.offer(given.get(i));
        int sofar = i + 1;
        if (i % 10 == 9) {
          await().atMost(Duration.ofSeconds(10)).until(() -> taken.size() == sofar);
        }
      }

      assertEquals(given, List.copyOf(taken));
      assertEquals(0, tap.dropped());
    }
  }
}
