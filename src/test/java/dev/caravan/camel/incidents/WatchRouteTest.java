package dev.caravan.camel.incidents;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.camel.health.CaravanHealthCheck;
import dev.caravan.camel.health.CheckProblem;
import dev.caravan.camel.health.CheckState;
import dev.caravan.camel.health.HealthChange;
import dev.caravan.camel.health.HealthChecks;
import dev.caravan.clock.EpochNanoClock;
import dev.caravan.incident.Incident;
import dev.caravan.incident.Incident.Severity;
import dev.caravan.incident.IncidentLog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.support.EventNotifierSupport;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped route from a health check to an incident. */
class WatchRouteTest {

  private static final Duration LIMIT = Duration.ofSeconds(10);

  @TempDir Path folder;

  private final AtomicReference<Optional<String>> problem = new AtomicReference<>(Optional.empty());
  private IncidentLog incidents;
  private DefaultCamelContext context;

  private void start(String openAfter, String closeAfter) throws Exception {
    incidents = IncidentLog.in(folder, EpochNanoClock.system());
    context = new DefaultCamelContext();
    context.getRegistry().bind("incidentLog", incidents);
    Properties properties = new Properties();
    properties.put("caravan.watch.open-after", openAfter);
    properties.put("caravan.watch.close-after", closeAfter);
    properties.put("caravan.watch.warning-open-after", openAfter);
    properties.put("caravan.watch.warning-close-after", closeAfter);
    properties.put("caravan.watch.flapping-times", "20");
    properties.put("caravan.watch.cooldown", "500ms");
    context.getPropertiesComponent().setInitialProperties(properties);
    HealthCheckRegistry.get(context)
        .register(
            new CaravanHealthCheck(
                "feed/binance-spot", problem::get, Severity.CRITICAL, "look at the venue"));
    String watch =
        Files.readString(Path.of("routes/watch.camel.yaml")).replace("period: 1s", "period: 20ms");
    Path copy = Files.writeString(folder.resolve("watch.camel.yaml"), watch);
    PluginHelper.getRoutesLoader(context)
        .loadRoutes(
            ResourceHelper.resolveMandatoryResource(context, "file:routes/errors.camel.yaml"),
            ResourceHelper.resolveMandatoryResource(context, "file:" + copy));
    context.start();
  }

  @AfterEach
  void stop() throws Exception {
    if (context != null) {
      context.stop();
      incidents.close();
      context = null;
    }
  }

  @Test
  void shouldOpenAndCloseTheIncidentOfACheck() throws Exception {
    start("100ms", "100ms");

    problem.set(Optional.of("trade/BTCUSDT silent"));
    await().atMost(LIMIT).until(() -> incidents.open().size() == 1);
    Incident open = incidents.open().get(0);
    assertEquals("feed/binance-spot", open.key());
    assertEquals("trade/BTCUSDT silent", open.sentence());
    assertEquals(Severity.CRITICAL, open.severity());
    assertEquals("look at the venue", open.nextStep());

    problem.set(Optional.empty());
    await().atMost(LIMIT).until(() -> incidents.open().isEmpty());
    assertEquals(1, incidents.recent(10).size());
  }

  @Test
  void shouldOpenForWhatIsDownAtStart() throws Exception {
    problem.set(Optional.of("nothing arrives"));

    start("100ms", "100ms");

    await().atMost(LIMIT).until(() -> incidents.open().size() == 1);
  }

  @Test
  void shouldCloseAfterARestartWhatWasOpenBefore() throws Exception {
    problem.set(Optional.of("nothing arrives"));
    start("100ms", "100ms");
    await().atMost(LIMIT).until(() -> incidents.open().size() == 1);
    stop();
    problem.set(Optional.empty());

    start("100ms", "100ms");

    await().atMost(LIMIT).until(() -> incidents.open().isEmpty());
    assertEquals(1, incidents.recent(10).size());
  }

  @Test
  void shouldOpenNothingForFlappingWithinTheHysteresis() throws Exception {
    start("2s", "5s");

    for (int i = 0; i < 20; i++) {
      problem.set(i % 2 == 0 ? Optional.of("flapping") : Optional.empty());
      Duration half = Duration.ofMillis(100);
      await().pollDelay(half).atMost(LIMIT).until(() -> true);
    }

    assertEquals(List.of(), incidents.recent(10));
  }

  @Test
  void shouldOpenNothingBecauseTheDaemonStops() throws Exception {
    start("1ms", "1ms");
    // A stop takes a while; what it stops goes down before the watch route does.
    context
        .getManagementStrategy()
        .addEventNotifier(
            new EventNotifierSupport() {
              @Override
              public void notify(CamelEvent event) {
                if (event instanceof CamelEvent.CamelContextStoppingEvent) {
                  problem.set(Optional.of("feed stopped"));
                  await().pollDelay(Duration.ofMillis(700)).atMost(LIMIT).until(() -> true);
                }
              }
            });

    context.stop();

    assertEquals(List.of(), incidents.recent(10));
    context = null;
    incidents.close();
  }

  @Test
  void shouldListEveryCheckWithItsReason() throws Exception {
    start("2s", "5s");
    HealthCheckRegistry.get(context)
        .register(
            new CaravanHealthCheck(
                "broken",
                () -> {
                  throw new IllegalStateException("no /bot110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5P");
                },
                Severity.INFO,
                "report it"));
    problem.set(Optional.of("nothing arrives"));

    List<CheckState> checks = HealthChecks.current(context);

    CheckState broken =
        checks.stream().filter(check -> check.id().equals("broken")).findFirst().orElseThrow();
    assertFalse(broken.up());
    assertTrue(broken.message().contains("no /bot[redacted]"), broken.message());
    CheckState feed =
        checks.stream()
            .filter(check -> check.id().equals("feed/binance-spot"))
            .findFirst()
            .orElseThrow();
    assertEquals(
        new CheckState(
            "feed/binance-spot",
            false,
            "nothing arrives",
            Severity.CRITICAL,
            "look at the venue",
            1,
            Set.of(),
            false),
        feed);
  }

  @Test
  void shouldRouteAChangeAgainUntilItsRouteSucceeds() throws Exception {
    context = new DefaultCamelContext();
    incidents = IncidentLog.in(folder, EpochNanoClock.system());
    HealthCheckRegistry.get(context)
        .register(new CaravanHealthCheck("feed", () -> Optional.of("down"), Severity.INFO, "look"));
    List<Object> routed = new CopyOnWriteArrayList<>();
    context.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            errorHandler(noErrorHandler());
            from("health:checks?period=10ms")
                .process(
                    exchange -> {
                      routed.add(exchange.getIn().getBody(HealthChange.class).checkId());
                      if (routed.size() < 3) {
                        throw new IllegalStateException("not yet");
                      }
                    });
          }
        });
    context.start();

    await().atMost(LIMIT).until(() -> routed.size() >= 3);
    await().during(Duration.ofMillis(100)).atMost(LIMIT).until(() -> routed.size() == 3);
    assertEquals(List.of("feed", "feed", "feed"), routed);
  }

  @Test
  void shouldRouteThatACheckConcernsMoreAndWhatExplainsIt() throws Exception {
    context = new DefaultCamelContext();
    incidents = IncidentLog.in(folder, EpochNanoClock.system());
    AtomicReference<Long> extent = new AtomicReference<>(1L);
    HealthCheckRegistry.get(context)
        .register(
            new CaravanHealthCheck(
                "silent",
                () -> Optional.of(new CheckProblem("streams silent", extent.get())),
                Severity.CRITICAL,
                "look",
                Set.of("feed"),
                false));
    List<HealthChange> routed = new CopyOnWriteArrayList<>();
    context.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("health:checks?period=10ms")
                .process(exchange -> routed.add(exchange.getIn().getBody(HealthChange.class)));
          }
        });
    context.start();

    await().atMost(LIMIT).until(() -> routed.size() == 1);
    extent.set(200L);
    await().atMost(LIMIT).until(() -> routed.size() == 2);

    assertEquals(200, routed.get(1).extent());
    assertEquals(Set.of("feed"), routed.get(1).causes());
    await().during(Duration.ofMillis(100)).atMost(LIMIT).until(() -> routed.size() == 2);
  }

  @Test
  void shouldCloseWhenTheCheckIsGone() throws Exception {
    start("50ms", "50ms");
    CaravanHealthCheck venue =
        new CaravanHealthCheck(
            "feed/other", () -> Optional.of("down"), Severity.WARNING, "look at the venue");
    HealthCheckRegistry.get(context).register(venue);
    await().atMost(LIMIT).until(() -> incidents.open().size() == 1);

    HealthCheckRegistry.get(context).unregister(venue);

    await().atMost(LIMIT).until(() -> incidents.open().isEmpty());
  }
}
