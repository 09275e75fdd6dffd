package dev.caravan.camel.daemon;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.caravan.camel.reload.FolderRouteSource;
import dev.caravan.camel.reload.RouteReloader;
import dev.caravan.config.CaravanConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Edits the shipped route files below a real daemon and reads what it says about them. */
class ShippedRoutesReloadTest {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir Path folder;
  private Path routes;
  private Daemon daemon;
  private final List<String> said = new CopyOnWriteArrayList<>();
  private final AppenderBase<ILoggingEvent> log =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          said.add(event.getFormattedMessage());
        }
      };
  private final Logger reloads = (Logger) LoggerFactory.getLogger(RouteReloader.class);

  @BeforeEach
  void start() throws Exception {
    routes = Files.createDirectory(folder.resolve("routes"));
    try (Stream<Path> shipped = Files.list(Path.of("routes"))) {
      for (Path file : shipped.filter(f -> f.toString().endsWith(".camel.yaml")).toList()) {
        Files.copy(file, routes.resolve(file.getFileName()));
      }
    }
    log.start();
    reloads.addAppender(log);
    daemon =
        Daemon.start(
            new DaemonOptions(
                CaravanConfig.with(
                    Map.of(
                        "caravan.venues.binance-spot.websocket-url", "ws://127.0.0.1:1",
                        "caravan.venues.binance-spot.symbols", "BTCUSDT",
                        "caravan.venues.binance-spot.channels", "trade",
                        "caravan.http.port", "0"),
                    Set.of("binance-spot")),
                new FolderRouteSource(
                    routes, file -> !file.toString().matches(".*capture-(?!binance-spot[.]).*")),
                folder.resolve("data"),
                "test"));
  }

  @AfterEach
  void stop() {
    if (daemon != null) {
      daemon.stop();
    }
    reloads.detachAppender(log);
  }

  /** Replaces text in a shipped file, as an editor would, and returns the next thing said of it. */
  private String edit(String file, String from, String to) throws Exception {
    String text = Files.readString(routes.resolve(file));
    assertTrue(text.contains(from), file + " no longer holds " + from);
    int before = said.size();
    Files.writeString(routes.resolve(file), text.replace(from, to));
    await().atMost(LIMIT).until(() -> said.size() > before);
    String answer = said.get(before);
    if (answer.contains("refused")) {
      Files.writeString(routes.resolve(file), text);
      await()
          .atMost(LIMIT)
          .until(() -> said.stream().skip(before).anyMatch(s -> s.contains("taken back")));
    }
    return answer;
  }

  @Test
  void shouldSwapOnlyTheEditedRouteOfEachFile() throws Exception {
    Map<String, String> edits =
        Map.of(
            "capture-binance-spot.camel.yaml", "name: live",
            "seal-segments.camel.yaml", "id: compress-segment",
            "watch.camel.yaml", "period: 1s",
            "dashboard.camel.yaml", "delay: 0",
            "web.camel.yaml", "method: redirect");
    Map<String, String> ids =
        Map.of(
            "capture-binance-spot.camel.yaml", "capture-binance-spot",
            "seal-segments.camel.yaml", "seal-segments",
            "watch.camel.yaml", "watch",
            "dashboard.camel.yaml", "push-dashboard",
            "web.camel.yaml", "redirect-to-dashboard");
    Map<String, String> wanted =
        Map.of(
            "name: live", "name: other",
            "id: compress-segment", "id: pack-segment",
            "period: 1s", "period: 2s",
            "delay: 0", "delay: 1",
            "method: redirect", "method: page");
    for (Map.Entry<String, String> entry : edits.entrySet()) {
      String from = entry.getValue();

      String answer = edit(entry.getKey(), from, wanted.get(from));

      assertTrue(
          answer.contains("replaced=[" + ids.get(entry.getKey()) + "] added=[] removed=[]"),
          answer);
    }
  }

  @Test
  void shouldRefuseAMistakeInEachFileWithLineAndHint() throws Exception {
    assertRefused(
        "capture-binance-spot.camel.yaml",
        "channels: \"",
        "chanels: \"",
        "'chanels' is no option of marketdata; did you mean 'channels'?");
    assertRefused(
        "capture-binance-spot.camel.yaml",
        "aggregationStrategy: frameBatch",
        "aggregationStrategy: frameBach",
        "no bean is named 'frameBach'; did you mean 'frameBatch'?");
    assertRefused(
        "watch.camel.yaml",
        "openAfter: \"{{caravan.watch.open-after}}",
        "openAfter: \"{{caravan.watch.opn-after}}",
        "property 'caravan.watch.opn-after' has no value; did you mean 'caravan.watch.open-after'?");
    assertRefused(
        "errors.camel.yaml",
        "maximumRedeliveries: 0",
        "maximumRedelivery: 0",
        "'maximumRedelivery' is not known in 'redeliveryPolicy'; did you mean"
            + " 'maximumRedeliveries'?");
    assertRefused(
        "web.camel.yaml",
        "path: status.json",
        "pth: status.json",
        "'pth' is no option of netty-http; did you mean 'path'?");
    assertRefused(
        "notify.camel.yaml",
        "routeConfigurationId: notify-errors",
        "routeConfigurationId: notify-error",
        "no routeConfiguration matches 'notify-error'; did you mean 'notify-errors'?");
  }

  private void assertRefused(String file, String from, String to, String problem) throws Exception {
    String text = Files.readString(routes.resolve(file));
    long line = text.substring(0, text.indexOf(from)).lines().count();

    assertEquals(
        "route edit refused, running routes stay: " + file + ":" + line + ": " + problem,
        edit(file, from, to));
  }
}
