package dev.caravan.camel.tap;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.caravan.record.Burst;
import dev.caravan.record.FlowControl;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

/** Bursts that wait become one exchange, and none is lost or overtaken. */
class TapGatherTest {

  @Test
  void shouldTakeAllThatWaitsAtOnce() throws Exception {
    List<List<?>> taken = new CopyOnWriteArrayList<>();
    CountDownLatch goOn = new CountDownLatch(1);
    try (DefaultCamelContext context = new DefaultCamelContext()) {
      context.addComponent("tap", new TapComponent(context));
      context.addRoutes(
          new RouteBuilder() {
            @Override
            public void configure() {
              from("tap:live?gather=true")
                  .process(
                      e -> {
                        taken.add(e.getMessage().getBody(List.class));
                        goOn.await();
                      });
            }
          });
      context.start();
      Tap<Burst> tap = context.getComponent("tap", TapComponent.class).tap("live", 1024);
      List<Burst> given = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        given.add(new Burst.Builder("venue", FlowControl.NONE, 8).build());
      }

      tap.offer(given.get(0));
      await().atMost(Duration.ofSeconds(10)).until(() -> taken.size() == 1);
      given.subList(1, 20).forEach(tap::offer);
      goOn.countDown();

      await().atMost(Duration.ofSeconds(10)).until(() -> taken.size() == 2);
      assertEquals(List.of(given.subList(0, 1), given.subList(1, 20)), List.copyOf(taken));
    }
  }
}
