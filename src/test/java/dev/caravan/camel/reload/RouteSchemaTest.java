package dev.caravan.camel.reload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class RouteSchemaTest {

  private final RouteSchema schema = new RouteSchema();

  private List<String> problems(String steps) throws Exception {
    String text =
        "- route:\n    id: a\n    from:\n      uri: timer:x\n      steps:\n" + steps.indent(8);
    return schema
        .check(
            RouteDocument.parse(
                RouteText.of("x", "file:/x", text.getBytes(StandardCharsets.UTF_8))))
        .stream()
        .map(RouteProblem::toString)
        .toList();
  }

  @Test
  void shouldAcceptTheCaptureRoute() throws Exception {
    assertEquals(
        List.of(),
        problems(
            """
            - aggregate:
                id: batches
                correlationExpression:
                  constant: binance-spot
                aggregationStrategy: frameBatch
                completionInterval: "{{caravan.journal.batch-interval}}"
                executorService: callerRuns
                forceCompletionOnStop: true
                steps:
                  - to:
                      description: Append.
                      uri: journal
                      parameters:
                        name: raw/binance-spot
            """));
  }

  @Test
  void shouldAcceptWhatCamelConverts() throws Exception {
    assertEquals(
        List.of(),
        problems(
            """
            - setHeader: {name: status, constant: 503}
            - aggregate:
                correlationExpression: {constant: true}
                aggregationStrategy: frameBatch
                completionSize: "{{size}}"
                forceCompletionOnStop: "{{force}}"
                steps: [{to: "log:x"}]
            - to: {uri: "log:x", pattern: "{{pattern}}"}
            """));
  }

  @Test
  void shouldNameTheUnknownWordItsLineAndTheNearestKnown() throws Exception {
    assertEquals(
        List.of("x:8: 'parms' is not known in 'to'; did you mean 'parameters'?"),
        problems("- to:\n    uri: log:x\n    parms: {}\n"));
    assertEquals(
        List.of("x:6: 'agregate' is not known in 'steps'; did you mean 'aggregate'?"),
        problems("- agregate: {}\n"));
    assertEquals(
        List.of("x:7: 'simpel' is not known in 'setBody'; did you mean 'simple'?"),
        problems("- setBody:\n    simpel: x\n"));
  }

  @Test
  void shouldNameTheExpectedKind() throws Exception {
    assertEquals(
        List.of("x:9: 'completionSize' is of the wrong kind; expected a number"),
        problems(
            """
            - aggregate:
                correlationExpression: {constant: x}
                aggregationStrategy: frameBatch
                completionSize: many
                steps: [{to: "log:x"}]
            """));
  }

  @Test
  void shouldNameTheAllowedValues() throws Exception {
    assertEquals(
        List.of("x:6: 'InOnyl' is no value of 'pattern'; did you mean 'InOnly'?"),
        problems("- to: {uri: 'log:x', pattern: InOnyl}\n"));
  }

  @Test
  void shouldNameWhatIsMissing() throws Exception {
    List<String> problems = problems("- to:\n    parameters: {}\n");

    assertEquals(
        List.of("x:7: 'uri' is missing in 'to'; add 'uri:' one level below 'to'"), problems);
  }

  @Test
  void shouldKeepItToAFew() throws Exception {
    assertEquals(3, problems("- bad1: {}\n- bad2: {}\n- bad3: {}\n- bad4: {}\n").size());
  }

  @Test
  void shouldNotFillTheHeap() throws Exception {
    long before = usedMiB();

    for (int i = 0; i < 20; i++) {
      problems(
          "- choice:\n    when:\n      - simple: x\n        steps:\n          - setBody: {simpel: x}\n");
    }

    assertTrue(usedMiB() - before < 64, before + " -> " + usedMiB());
  }

  private static long usedMiB() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return (runtime.totalMemory() - runtime.freeMemory()) >> 20;
  }
}
