package dev.caravan.camel.reload;

import static dev.caravan.camel.reload.ReloadFixture.route;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Edits files below a real watcher and looks at the routes of a real context. */
class RouteReloaderTest {

  private static final Duration LIMIT = Duration.ofSeconds(20);

  @TempDir Path folder;
  private ReloadFixture fixture;

  @BeforeEach
  void open() throws Exception {
    fixture = new ReloadFixture(folder);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private void begin() throws Exception {
    fixture.reloader.loadAll();
    fixture.reloader.start();
  }

  private void awaitResult(String file, long count) {
    await().atMost(LIMIT).until(() -> fixture.resultsOf(file) >= count);
  }

  private FileStatus edit(String file, String text) throws Exception {
    long before = fixture.resultsOf(file);
    fixture.write(file, text);
    awaitResult(file, before + 1);
    return fixture.last(file);
  }

  @Test
  void shouldReplaceTheEditedRouteAndKeepItsNeighbours() throws Exception {
    fixture.write("two.camel.yaml", route("one", 1) + route("two", 1));
    fixture.write("other.camel.yaml", route("other", 1));
    begin();

    FileStatus status = edit("two.camel.yaml", route("one", 2) + route("two", 1));

    assertEquals(FileStatus.Result.APPLIED, status.result());
    assertEquals(2, fixture.live.starts("one"));
    assertEquals(1, fixture.live.stops("one"));
    assertEquals(1, fixture.live.starts("two"));
    assertEquals(0, fixture.live.stops("two"));
    assertEquals(1, fixture.live.starts("other"));
    assertEquals(0, fixture.live.stops("other"));
    ProbeComponent.ProbeEndpoint endpoint =
        (ProbeComponent.ProbeEndpoint) fixture.context.getRoute("one").getEndpoint();
    assertEquals(2, endpoint.getDelay());
  }

  @Test
  void shouldRestartNothingForACommentOrAnEqualSave() throws Exception {
    String text = route("one", 1) + route("two", 1);
    fixture.write("two.camel.yaml", text);
    begin();

    fixture.reloader.changed(Set.of("two.camel.yaml"));
    assertEquals(1, fixture.resultsOf("two.camel.yaml"));
    FileStatus status =
        edit("two.camel.yaml", "# a comment\n" + route("one", 1) + "\n# more\n" + route("two", 1));

    assertEquals(FileStatus.Result.APPLIED, status.result());
    assertEquals(1, fixture.live.starts("one"));
    assertEquals(1, fixture.live.starts("two"));
  }

  @Test
  void shouldKeepTheOldRouteOnASyntaxError() throws Exception {
    fixture.write("one.camel.yaml", route("one", 1));
    begin();

    FileStatus status = edit("one.camel.yaml", "- route:\n    id: one\n   from: {\n");

    assertEquals(FileStatus.Result.REFUSED, status.result());
    assertEquals(3, status.problems().get(0).line());
    assertTrue(fixture.runs("one"));
    assertEquals(0, fixture.live.stops("one"));
  }

  @Test
  void shouldKeepTheOldRouteOnEachSemanticError() throws Exception {
    fixture.write("one.camel.yaml", route("one", 1));
    begin();
    List<String> bad =
        List.of(
            route("one", "dealy: 1"),
            route("one", 1).replace("- log: ", "- bean: {ref: secondBean} #"),
            route("one", 1).replace("caravan.greeting", "caravan.greting"),
            route("one", 1).replace("probe:one", "prob:one"),
            route("one", "delay: soon"),
            route("one", 1).replace("{{caravan.greeting}}", "${boddy"));

    for (String text : bad) {
      FileStatus status = edit("one.camel.yaml", text);

      assertEquals(FileStatus.Result.REFUSED, status.result(), text);
      assertTrue(fixture.runs("one"), text);
    }
    assertEquals(1, fixture.live.starts("one"));
    assertEquals(0, fixture.live.stops("one"));
    assertEquals(bad.size(), fixture.reloader.status().refused());
  }

  @Test
  void shouldApplyATruncatingSaveOnceAndOnlyWhole() throws Exception {
    String whole = route("one", 2) + route("two", 2);
    fixture.write("two.camel.yaml", route("one", 1) + route("two", 1));
    begin();

    fixture.write("two.camel.yaml", "");
    fixture.write("two.camel.yaml", whole.substring(0, whole.length() / 2));
    FileStatus status = edit("two.camel.yaml", whole);

    assertEquals(FileStatus.Result.APPLIED, status.result());
    assertEquals(2, fixture.resultsOf("two.camel.yaml"));
    assertEquals(2, fixture.live.starts("one"));
    assertEquals(2, fixture.live.starts("two"));
  }

  @Test
  void shouldTakeAnEmptyFileAsUnfinished() throws Exception {
    fixture.write("one.camel.yaml", route("one", 1));
    fixture.write("marker.camel.yaml", route("marker", 1));
    begin();

    fixture.write("one.camel.yaml", "");
    edit("marker.camel.yaml", route("marker", 2)); // two quiet times have passed with this one
    edit("marker.camel.yaml", route("marker", 3));

    assertTrue(fixture.runs("one"));
    assertEquals(1, fixture.resultsOf("one.camel.yaml"));
  }

  @Test
  void shouldFollowASaveByRename() throws Exception {
    fixture.write("one.camel.yaml", route("one", 1));
    begin();

    Path swap = fixture.write(".one.camel.yaml.tmp", route("one", 2));
    Files.move(swap, folder.resolve("one.camel.yaml"), StandardCopyOption.REPLACE_EXISTING);
    awaitResult("one.camel.yaml", 2);

    assertEquals(FileStatus.Result.APPLIED, fixture.last("one.camel.yaml").result());
    assertEquals(2, fixture.live.starts("one"));
  }

  @Test
  void shouldTakeDeleteAndCreateAsAChange() throws Exception {
    fixture.write("one.camel.yaml", route("one", 1));
    begin();

    Files.delete(folder.resolve("one.camel.yaml"));
    FileStatus status = edit("one.camel.yaml", route("one", 2));

    assertEquals(FileStatus.Result.APPLIED, status.result());
    assertEquals(2, fixture.resultsOf("one.camel.yaml"));
    assertEquals(2, fixture.live.starts("one"));
  }

  @Test
  void shouldLoadANewFileAndRemoveADeletedOne() throws Exception {
    fixture.write("one.camel.yaml", route("one", 1));
    begin();

    edit("two.camel.yaml", route("two", 1));
    assertTrue(fixture.runs("two"));
    Files.delete(folder.resolve("two.camel.yaml"));
    awaitResult("two.camel.yaml", 2);

    assertEquals(FileStatus.Result.REMOVED, fixture.last("two.camel.yaml").result());
    assertEquals(Set.of("one"), fixture.reloader.status().expectedRoutes());
    assertEquals(1, fixture.context.getRoutes().size());
    assertEquals(1, fixture.live.starts("one"));
  }

  @Test
  void shouldRestoreTheOldRouteWhenTheNewOneDoesNotStart() throws Exception {
    fixture.write("two.camel.yaml", route("one", 1) + route("two", 1));
    begin();

    FileStatus status =
        edit("two.camel.yaml", route("one", 2) + route("two", "refusal: port is taken"));

    assertEquals(FileStatus.Result.REFUSED, status.result());
    assertTrue(status.problems().get(0).message().contains("port is taken"), status.toString());
    assertTrue(fixture.runs("one"));
    assertTrue(fixture.runs("two"));
    assertTrue(fixture.reloader.status().lostRoutes().isEmpty());
    ProbeComponent.ProbeEndpoint endpoint =
        (ProbeComponent.ProbeEndpoint) fixture.context.getRoute("one").getEndpoint();
    assertEquals(1, endpoint.getDelay());
    assertEquals(2, fixture.context.getRouteDefinitions().size());
  }

  @Test
  void shouldMoveARouteToAnotherFileWithoutRestartingIt() throws Exception {
    fixture.write("a.camel.yaml", route("one", 1) + route("two", 1));
    fixture.reloader.loadAll();

    fixture.write("a.camel.yaml", route("one", 1));
    fixture.write("b.camel.yaml", route("two", 1));
    fixture.reloader.changed(Set.of("b.camel.yaml")); // seen alone first: refused
    assertEquals(FileStatus.Result.REFUSED, fixture.last("b.camel.yaml").result());
    fixture.reloader.changed(Set.of("a.camel.yaml")); // frees the id, b is tried again

    assertEquals(FileStatus.Result.APPLIED, fixture.last("b.camel.yaml").result());
    assertEquals(1, fixture.live.starts("two"));
    assertEquals(0, fixture.live.stops("two"));
  }

  @Test
  void shouldAnswerAnEditedTemplateWithRestart() throws Exception {
    String template =
        """
        - routeTemplate:
            id: many
            parameters:
              - name: symbol
            from:
              uri: probe:template
              steps:
                - log: "{{symbol}}"
        """;
    fixture.write("one.camel.yaml", route("one", 1) + template);
    begin();

    FileStatus status =
        edit("one.camel.yaml", route("one", 1) + template.replace("probe:template", "probe:other"));

    assertEquals(FileStatus.Result.REFUSED, status.result());
    RouteProblem problem = status.problems().get(0);
    assertTrue(problem.message().contains("needs a restart"), problem.toString());
    assertEquals(9, problem.line());
    assertTrue(fixture.runs("one"));
  }

  @Test
  void shouldReplaceARouteBesideAnUnchangedTemplate() throws Exception {
    String beans =
        """
        - beans:
            - name: second
              type: java.util.ArrayList
        """;
    fixture.write("one.camel.yaml", beans + route("one", 1));
    begin();
    Object bean = fixture.context.getRegistry().lookupByName("second");

    FileStatus status = edit("one.camel.yaml", beans + route("one", 2));

    assertEquals(FileStatus.Result.APPLIED, status.result());
    assertEquals(2, fixture.live.starts("one"));
    assertTrue(bean == fixture.context.getRegistry().lookupByName("second"));
  }

  @Test
  void shouldReplaceTheRoutesThatNameAChangedConfiguration() throws Exception {
    String configuration =
        """
        - routeConfiguration:
            id: capture-errors
            onException:
              - onException:
                  exception: ["java.lang.Exception"]
                  steps:
                    - log: "first"
        """;
    fixture.write("errors.camel.yaml", configuration);
    fixture.write(
        "one.camel.yaml",
        route("one", 1).replace("id: one", "id: one\n    routeConfigurationId: capture-errors"));
    fixture.write("two.camel.yaml", route("two", 1));
    begin();

    edit("errors.camel.yaml", configuration.replace("first", "second"));

    assertEquals(2, fixture.live.starts("one"));
    assertEquals(1, fixture.live.starts("two"));
    String definition = fixture.context.getRouteDefinition("one").getOutputs().toString();
    assertTrue(definition.contains("second") && !definition.contains("first"), definition);

    FileStatus refused =
        edit("errors.camel.yaml", configuration.replace("capture-errors", "capture-error"));
    assertEquals(FileStatus.Result.REFUSED, refused.result());
    assertTrue(refused.problems().get(0).hint().orElse("").contains("capture-error"));
    assertTrue(fixture.runs("one"));
  }

  @Test
  void shouldNotWaitForEverForARouteThatDoesNotFinish() throws Exception {
    String slow =
        route("one", 1)
            .replace("- log: ", "- to: probe:stuck #")
            .replace("probe:one", "direct:one")
            .replace("delay: 1", "timeout: 1000");
    fixture.write("one.camel.yaml", slow);
    begin();
    CountDownLatch stuck = new CountDownLatch(1);
    fixture.live.blocked.put("stuck", stuck);
    var template = fixture.context.createProducerTemplate();
    template.asyncSendBody("direct:one", "x");
    await().atMost(LIMIT).until(() -> fixture.context.getInflightRepository().size("one") == 1);

    FileStatus status = edit("one.camel.yaml", slow.replace("1000", "2000"));
    stuck.countDown();

    assertEquals(FileStatus.Result.APPLIED, status.result());
    assertTrue(fixture.runs("one"));
    template.stop();
  }

  @Test
  void shouldOpenNothingWhileChecking() throws Exception {
    int port;
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = taken.getLocalPort();
    }
    fixture.write("one.camel.yaml", route("one", "port: " + port));
    begin();

    // The port is bound by the running route: an opening check would be refused.
    FileStatus status = edit("one.camel.yaml", route("one", "port: " + port) + route("two", 1));

    assertEquals(FileStatus.Result.APPLIED, status.result());
    assertTrue(ProbeComponent.Counts.count(fixture.scratch.endpointsMade, "one") > 0);
    assertEquals(0, fixture.scratch.starts("one"));
    assertEquals(0, fixture.scratch.starts("two"));
    assertEquals(0, fixture.scratch.componentStarts.get());
    assertEquals(0, fixture.scratch.endpointStarts.get());
  }

  @Test
  void shouldReportEveryProblemOfAllFilesAtTheStart() throws Exception {
    fixture.write("a.camel.yaml", route("one", "dealy: 1") + route("two", "dleay: 1"));
    fixture.write("b.camel.yaml", route("three", 1).replace("steps", "stepz"));
    fixture.write("c.camel.yaml", "- route: [");
    fixture.write("d.camel.yaml", route("one", 1));

    RouteProblemsException e =
        assertThrows(RouteProblemsException.class, () -> fixture.reloader.loadAll());

    String all = e.getMessage();
    assertTrue(all.contains("a.camel.yaml:6: 'dealy' is no option of probe"), all);
    assertTrue(all.contains("a.camel.yaml:14: 'dleay' is no option of probe"), all);
    assertTrue(
        all.contains("b.camel.yaml:7: 'stepz' is not known in 'from'; did you mean 'steps'?"), all);
    assertTrue(all.contains("c.camel.yaml:1: "), all);
    assertTrue(all.contains("d.camel.yaml:2: route id 'one' is taken"), all);
    assertTrue(fixture.context.getRoutes().isEmpty());
  }

  @Test
  void shouldLoadOnlyFilesOfConfiguredVenues() throws Exception {
    fixture.close();
    fixture = new ReloadFixture(folder, path -> !path.endsWith("capture-kraken.camel.yaml"));
    fixture.write("capture-kraken.camel.yaml", route("capture-kraken", 1));
    fixture.write("web.camel.yaml", route("web", 1));
    begin();

    fixture.write("capture-kraken.camel.yaml", route("capture-kraken", 2));
    edit("web.camel.yaml", route("web", 2));

    assertEquals(Set.of("web"), fixture.reloader.status().expectedRoutes());
    assertEquals(0, fixture.resultsOf("capture-kraken.camel.yaml"));
  }

  @Test
  void shouldSayWhetherItWatches() throws Exception {
    fixture.write("one.camel.yaml", route("one", 1));
    fixture.reloader.loadAll();
    assertFalse(fixture.reloader.status().watching());

    fixture.reloader.start();
    assertTrue(fixture.reloader.status().watching());

    fixture.reloader.stop();
    assertFalse(fixture.reloader.status().watching());
    fixture.reloader.stop();
  }

  @Test
  void shouldNoteARefusedEditThatIsTakenBack() throws Exception {
    String good = route("one", 1);
    fixture.write("one.camel.yaml", good);
    begin();
    edit("one.camel.yaml", route("one", "dealy: 1"));

    FileStatus status = edit("one.camel.yaml", good);

    assertEquals(FileStatus.Result.APPLIED, status.result());
    assertEquals(1, fixture.live.starts("one"));
  }

  @Test
  void shouldNameALostRouteAndStartItWithTheNextGoodSave() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    fixture.write("one.camel.yaml", route("one", "port: " + port) + route("two", 1));
    begin();
    ServerSocket thief = new ServerSocket();
    // Takes the port the moment that the route lets go of it, so neither version can start.
    fixture.live.onStop.put(
        "one", () -> thief.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));

    FileStatus refused =
        edit(
            "one.camel.yaml",
            route("one", "port: " + port).replace("greeting}}", "greeting}}!") + route("two", 1));

    assertEquals(FileStatus.Result.REFUSED, refused.result());
    assertEquals(Set.of("one"), fixture.reloader.status().lostRoutes());
    assertEquals(Set.of("one", "two"), fixture.reloader.status().expectedRoutes());
    assertTrue(fixture.runs("two"));

    thief.close();
    fixture.live.onStop.clear();
    FileStatus again = edit("one.camel.yaml", route("one", "port: " + port) + route("two", 1));

    assertEquals(FileStatus.Result.APPLIED, again.result());
    assertTrue(fixture.runs("one"));
    assertEquals(Set.of(), fixture.reloader.status().lostRoutes());
    assertEquals(1, fixture.live.starts("two"));
  }

  @Test
  void shouldFollowLinksThatAreSwappedBehindTheNames() throws Exception {
    Path first = Files.createDirectory(folder.resolve("v1"));
    Path second = Files.createDirectory(folder.resolve("v2"));
    Files.writeString(first.resolve("one.camel.yaml"), route("one", 1));
    Files.writeString(second.resolve("one.camel.yaml"), route("one", 2));
    Files.createSymbolicLink(folder.resolve("current"), Path.of("v1"));
    Files.createSymbolicLink(
        folder.resolve("one.camel.yaml"), Path.of("current", "one.camel.yaml"));
    begin();

    Path next = Files.createSymbolicLink(folder.resolve("next"), Path.of("v2"));
    Files.move(next, folder.resolve("current"), StandardCopyOption.ATOMIC_MOVE);
    awaitResult("one.camel.yaml", 2);

    assertEquals(2, fixture.live.starts("one"));
  }

  @Test
  void shouldKeepTheRoutesWhenTheFolderGoes() throws Exception {
    fixture.write("one.camel.yaml", route("one", 1));
    begin();

    Files.delete(folder.resolve("one.camel.yaml"));
    Files.delete(folder);
    await().atMost(LIMIT).until(() -> !fixture.reloader.status().watching());

    assertTrue(fixture.runs("one"));
    assertEquals(Set.of("one"), fixture.reloader.status().expectedRoutes());
  }

  @Test
  void shouldLoadIntoAContextThatStartsLater() throws Exception {
    fixture.close();
    fixture = new ReloadFixture(folder, path -> true, false);
    fixture.write("one.camel.yaml", route("one", 1));
    fixture.reloader.loadAll();
    assertEquals(0, fixture.live.starts("one"));

    fixture.context.start();
    fixture.reloader.start();

    assertTrue(fixture.runs("one"));
    assertEquals(FileStatus.Result.APPLIED, edit("one.camel.yaml", route("one", 2)).result());
    assertEquals(2, fixture.live.starts("one"));
  }

  @Test
  void shouldKeepTheComponentsThroughASwap() throws Exception {
    fixture.write("one.camel.yaml", route("one", 1));
    begin();
    Object component = fixture.context.getComponent("probe");

    edit("one.camel.yaml", route("one", 2));

    assertSame(component, fixture.context.getComponent("probe"));
    assertEquals(1, fixture.live.componentStarts.get());
  }

  @Test
  void shouldReplaceAllRoutesOfAFileWhenWhatTheyShareChanges() throws Exception {
    String shared =
        """
        - onException:
            exception: ["java.lang.Exception"]
            steps:
              - log: "first"
        """;
    fixture.write("two.camel.yaml", shared + route("one", 1) + route("two", 1));
    fixture.write("other.camel.yaml", route("other", 1));
    begin();

    edit("two.camel.yaml", shared.replace("first", "second") + route("one", 1) + route("two", 1));

    assertEquals(2, fixture.live.starts("one"));
    assertEquals(2, fixture.live.starts("two"));
    assertEquals(1, fixture.live.starts("other"));
    assertTrue(
        fixture.context.getRouteDefinition("two").getOutputs().toString().contains("second"));
  }

  @Test
  void shouldNotExpectARouteWhosePreconditionIsFalse() throws Exception {
    fixture.context.getPropertiesComponent().addInitialProperty("caravan.enabled", "false");
    String optional =
        route("one", 1).replace("id: one", "id: one\n    precondition: \"{{caravan.enabled}}\"");
    fixture.write("one.camel.yaml", optional + route("two", 1));
    begin();

    assertEquals(Set.of("two"), fixture.reloader.status().expectedRoutes());
    assertEquals(List.of("two"), fixture.last("one.camel.yaml").routes());
    FileStatus status =
        edit("one.camel.yaml", optional.replace("delay: 1", "delay: 2") + route("two", 1));

    assertEquals(FileStatus.Result.APPLIED, status.result());
    assertEquals(1, fixture.context.getRoutes().size());
    assertEquals(1, fixture.live.starts("two"));
  }
}
