package dev.caravan.camel.reload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.apache.camel.ServiceStatus;
import org.apache.camel.impl.DefaultCamelContext;

/** A running context with the probe component, a folder of route files, and their reloader. */
final class ReloadFixture implements AutoCloseable {

  static final Duration STOP_TIMEOUT = Duration.ofSeconds(1);

  final Path folder;
  final ProbeComponent.Counts live = new ProbeComponent.Counts();
  final ProbeComponent.Counts scratch = new ProbeComponent.Counts();
  final DefaultCamelContext context = new DefaultCamelContext();
  final List<FileStatus> results = new CopyOnWriteArrayList<>();
  final RouteReloader reloader;

  ReloadFixture(Path folder) throws Exception {
    this(folder, path -> true);
  }

  ReloadFixture(Path folder, Predicate<Path> loadable) throws Exception {
    this(folder, loadable, true);
  }

  ReloadFixture(Path folder, Predicate<Path> loadable, boolean started) throws Exception {
    this.folder = folder;
    context.addComponent("probe", new ProbeComponent(live));
    context.getRegistry().bind("firstBean", new StringBuilder("first"));
    context.getPropertiesComponent().addInitialProperty("caravan.greeting", "hello");
    if (started) {
      context.start();
    }
    reloader =
        new RouteReloader(
            context,
            new FolderRouteSource(folder, loadable),
            new SharingScratchContextFactory()
                .component("probe", () -> new ProbeComponent(scratch)),
            text -> false,
            STOP_TIMEOUT,
            Clock.systemUTC());
    reloader.onResult(results::add);
  }

  Path write(String file, String text) throws IOException {
    return Files.writeString(folder.resolve(file), text);
  }

  boolean runs(String id) {
    return context.getRouteController().getRouteStatus(id) == ServiceStatus.Started;
  }

  /** What was concluded last about a file. */
  FileStatus last(String file) {
    return results.stream()
        .filter(status -> status.file().equals(file))
        .reduce((first, second) -> second)
        .orElseThrow(() -> new AssertionError("nothing was said about " + file));
  }

  long resultsOf(String file) {
    return results.stream().filter(status -> status.file().equals(file)).count();
  }

  /** A route from a probe to a log, with one option. */
  static String route(String id, int delay) {
    return route(id, "delay: " + delay);
  }

  static String route(String id, String parameter) {
    return """
        - route:
            id: %s
            from:
              uri: probe:%s
              parameters:
                %s
              steps:
                - log: "{{caravan.greeting}}"
        """
        .formatted(id, id, parameter);
  }

  @Override
  public void close() {
    reloader.stop();
    context.stop();
  }
}
