package dev.caravan.camel.reload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Executors;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.component.log.LogComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.service.ServiceSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Builds wrong routes of real components and reads what is said about them. */
class ScratchBuildTest {

  private final DefaultCamelContext live = new DefaultCamelContext();

  @BeforeEach
  void start() {
    live.getRegistry().bind("frameBatch", new Strategy());
    live.getRegistry().bind("callerRuns", Executors.newSingleThreadExecutor());
    live.getPropertiesComponent().addInitialProperty("caravan.telegram.token", "777:secret");
    live.getPropertiesComponent().addInitialProperty("caravan.journal.batch-interval", "250");
    live.start();
  }

  @AfterEach
  void stop() {
    live.getRegistry()
        .lookupByNameAndType("callerRuns", java.util.concurrent.ExecutorService.class)
        .shutdown();
    live.stop();
  }

  /** A strategy that would notice being adopted or stopped. */
  static final class Strategy extends ServiceSupport
      implements AggregationStrategy, CamelContextAware {
    private CamelContext context;

    @Override
    public Exchange aggregate(Exchange old, Exchange next) {
      return next;
    }

    @Override
    public CamelContext getCamelContext() {
      return context;
    }

    @Override
    public void setCamelContext(CamelContext context) {
      this.context = context;
    }
  }

  private List<RouteProblem> check(String text) throws Exception {
    RouteDocument document =
        RouteDocument.parse(
            RouteText.of(
                "x.camel.yaml", "file:/x.camel.yaml", text.getBytes(StandardCharsets.UTF_8)));
    RouteSet all = RouteSet.empty().with(document);
    return new ScratchBuild(live, new SharingScratchContextFactory())
        .check(all.documents(), all, false);
  }

  private String only(String text) throws Exception {
    List<RouteProblem> problems = check(text);
    assertEquals(1, problems.size(), problems.toString());
    return problems.get(0).toString();
  }

  private static String route(String from, String steps) {
    return "- route:\n    id: a\n    from:\n      uri: "
        + from
        + "\n      steps:\n"
        + steps.indent(8);
  }

  @Test
  void shouldBuildTheCaptureStepsWithLentBeans() throws Exception {
    Strategy strategy = live.getRegistry().lookupByNameAndType("frameBatch", Strategy.class);
    strategy.setCamelContext(live);
    strategy.start();

    List<RouteProblem> problems =
        check(
            route(
                "timer:x",
                """
                - aggregate:
                    correlationExpression: {constant: x}
                    aggregationStrategy: frameBatch
                    completionInterval: "{{caravan.journal.batch-interval}}"
                    executorService: callerRuns
                    steps: [{to: "log:x"}]
                """));

    assertEquals(List.of(), problems);
    assertSame(live, strategy.getCamelContext());
    assertTrue(strategy.isStarted());
    assertFalse(
        live.getRegistry()
            .lookupByNameAndType("callerRuns", java.util.concurrent.ExecutorService.class)
            .isShutdown());
  }

  @Test
  void shouldNameTheNearestOption() throws Exception {
    assertEquals(
        "x.camel.yaml:6: 'perid' is no option of timer; did you mean 'period'?",
        only(
            """
            - route:
                id: a
                from:
                  uri: timer:x
                  parameters:
                    perid: 1000
                  steps: [{to: "log:x"}]
            """));
    assertEquals(
        "x.camel.yaml:6: 'showBdy' is no option of log; did you mean 'showBody'?",
        only(route("timer:x", "- to: log:x?showBdy=true")));
  }

  @Test
  void shouldReportEachUnknownOption() throws Exception {
    assertEquals(
        List.of(6, 7),
        check(
                """
                - route:
                    id: a
                    from:
                      uri: timer:x
                      parameters:
                        aaa: "1, bbb=2"
                        ccc: 1000
                      steps: [{to: "log:x"}]
                """)
            .stream()
            .map(RouteProblem::line)
            .toList());
  }

  @Test
  void shouldNameTheNearestBeanKeyComponentAndLanguage() throws Exception {
    assertEquals(
        "x.camel.yaml:8: no bean is named 'frameBach'; did you mean 'frameBatch'?",
        only(
            route(
                "timer:x",
                """
                - aggregate:
                    correlationExpression: {constant: x}
                    aggregationStrategy: frameBach
                    completionInterval: "250"
                    steps: [{to: "log:x"}]
                """)));
    assertEquals(
        "x.camel.yaml:8: no bean is named 'callerRun'; did you mean 'callerRuns'?",
        only(
            route(
                "timer:x",
                """
                - aggregate:
                    correlationExpression: {constant: x}
                    executorService: callerRun
                    aggregationStrategy: frameBatch
                    completionInterval: "250"
                    steps: [{to: "log:x"}]
                """)));
    assertEquals(
        "x.camel.yaml:6: property 'caravan.journal.batch-intervall' has no value; did you mean"
            + " 'caravan.journal.batch-interval'?",
        only(route("timer:x", "- log: '{{caravan.journal.batch-intervall}}'")));
    assertEquals(
        "x.camel.yaml:4: no component is named 'tmier'; did you mean 'timer'?",
        only(route("tmier:x", "- log: x")));
    assertTrue(
        only(route("timer:x", "- setBody: {jsonpath: $.x}"))
            .startsWith("x.camel.yaml:6: language 'jsonpath' is not here"));
  }

  @Test
  void shouldExplainABadValueWithoutShowingIt() throws Exception {
    String problem =
        only(
            """
            - route:
                id: a
                from:
                  uri: timer:x
                  parameters:
                    period: "{{caravan.telegram.token}}"
                  steps: [{to: "log:x"}]
            """);

    assertTrue(problem.startsWith("x.camel.yaml:6: 'period' cannot take this value"), problem);
    assertFalse(problem.contains("secret"), problem);
  }

  @Test
  void shouldNotShowASecretGivenToAMisspeltOption() throws Exception {
    String problem =
        only(
            route(
                "timer:x",
                """
                - to:
                    uri: telegram:bots
                    parameters:
                      authorizationTokn: "{{caravan.telegram.token}}"
                """));

    assertFalse(problem.contains("secret"), problem);
    assertTrue(problem.startsWith("x.camel.yaml:"), problem);
  }

  @Test
  void shouldPutResolvedValuesBackIntoTheirPlaceholder() throws Exception {
    String problem =
        only(
            route(
                "timer:x",
                "- to: 'telegram:{{caravan.telegram.token}}?authorizationToken=8:other'"));

    assertFalse(problem.contains("777:secret"), problem);
    assertFalse(problem.contains("8:other"), problem);
    assertTrue(problem.contains("{{caravan.telegram.token}}"), problem);
  }

  @Test
  void shouldFindABadExpressionAndADoubleStepId() throws Exception {
    assertTrue(
        only(route("timer:x", "- log: x\n- setBody: {simple: '${boddy'}"))
            .startsWith("x.camel.yaml:7: bad expression: "));
    assertEquals(
        "x.camel.yaml:6: step id 'same' is used twice",
        only(route("timer:x", "- log: {id: same, message: x}\n- log: {id: same, message: y}")));
  }

  @Test
  void shouldReportTheProblemsOfAllRoutes() throws Exception {
    String bad = route("timer:x?perid=1", "- log: x");

    List<RouteProblem> problems =
        check(
            bad
                + bad.replace("id: a", "id: b")
                + route("timer:y", "- log: x").replace("id: a", "id: c"));

    assertEquals(List.of(4, 10), problems.stream().map(RouteProblem::line).toList());
  }

  @Test
  void shouldCopyPlainComponentOptions() throws Exception {
    LogComponent log = live.getComponent("log", LogComponent.class);
    log.setSourceLocationLoggerName(true);

    DefaultCamelContext scratch =
        (DefaultCamelContext) new SharingScratchContextFactory().create(live);

    assertTrue(scratch.getComponent("log", LogComponent.class).isSourceLocationLoggerName());
    assertFalse(scratch.getComponent("log") == log);
  }

  @Test
  void shouldLeaveNoThreadBehind() throws Exception {
    check(route("timer:x", "- log: x"));
    long before = Thread.getAllStackTraces().size();

    for (int i = 0; i < 5; i++) {
      check(
          route(
              "netty-http:http://127.0.0.1:1/x",
              "- delay: {constant: 1, asyncDelayed: true}\n- to: netty-http:http://127.0.0.1:1/y"));
    }

    assertTrue(
        Thread.getAllStackTraces().size() <= before,
        Thread.getAllStackTraces().keySet().toString());
  }
}
