package dev.caravan.camel.reload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the build has checked is not checked at every start; everything else is. */
class ProvenRoutesTest {

  private static final String GOOD = "proven.camel.yaml";

  @TempDir Path folder;
  private final AtomicInteger trials = new AtomicInteger();

  @Test
  void shouldLoadProvenFilesWithoutATrial() throws Exception {
    Files.writeString(folder.resolve(GOOD), ReloadFixture.route("a", 1));

    load(text -> true);

    assertEquals(0, trials.get());
  }

  @Test
  void shouldTryAllWhereOneIsNot() throws Exception {
    Files.writeString(folder.resolve(GOOD), ReloadFixture.route("a", 1));
    Files.writeString(folder.resolve("other.camel.yaml"), ReloadFixture.route("b", 1));

    load(text -> text.file().equals(GOOD));

    assertEquals(1, trials.get());
  }

  @Test
  void shouldStillFindThatTwoProvenFilesDoNotFitTogether() throws Exception {
    Files.writeString(folder.resolve(GOOD), ReloadFixture.route("a", 1));
    Files.writeString(folder.resolve("other.camel.yaml"), ReloadFixture.route("a", 1));

    assertThrows(RouteProblemsException.class, () -> load(text -> true));
  }

  @Test
  void shouldKnowWhatIsShippedByItsBytes() throws Exception {
    ClassLoader loader = ProvenRoutesTest.class.getClassLoader();
    byte[] shipped = Files.readAllBytes(Path.of("routes", "watch.camel.yaml"));
    byte[] edited = shipped.clone();
    edited[edited.length - 1] = ' ';

    assertTrue(isShipped(loader, "watch.camel.yaml", shipped));
    assertEquals(false, isShipped(loader, "watch.camel.yaml", edited));
    assertEquals(false, isShipped(loader, "mine.camel.yaml", shipped));
  }

  private static boolean isShipped(ClassLoader loader, String file, byte[] bytes) {
    return ClasspathRouteSource.isShipped(
        loader, "shipped/routes", RouteText.of(file, "file:" + file, bytes));
  }

  private void load(Predicate<RouteText> isProven) throws Exception {
    try (DefaultCamelContext context = new DefaultCamelContext()) {
      context.addComponent("probe", new ProbeComponent(new ProbeComponent.Counts()));
      context.getPropertiesComponent().addInitialProperty("caravan.greeting", "hello");
      SharingScratchContextFactory factory =
          new SharingScratchContextFactory()
              .component("probe", () -> new ProbeComponent(new ProbeComponent.Counts()));
      new RouteReloader(
              context,
              new FolderRouteSource(folder, file -> true),
              live -> {
                trials.incrementAndGet();
                return factory.create(live);
              },
              isProven)
          .loadAll();
    }
  }
}
