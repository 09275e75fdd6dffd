package dev.caravan.camel.reload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class RouteDocumentTest {

  private static RouteText text(String text) {
    return RouteText.of(
        "x.camel.yaml", "file:/x.camel.yaml", text.getBytes(StandardCharsets.UTF_8));
  }

  private static RouteDocument parse(String text) throws RouteProblemsException {
    return RouteDocument.parse(text(text));
  }

  private static RouteProblem refused(String text) {
    return assertThrows(RouteProblemsException.class, () -> parse(text)).problems().get(0);
  }

  @Test
  void shouldCutToOneItemAndKeepEveryLine() throws Exception {
    String text =
        """
        ---
        # head
        - route:
            id: a
        # between
        - {route: {id: b,
            from: x}}
        -
          # dash apart
          route:
            id: c
        """;
    RouteDocument document = parse(text);

    assertEquals(
        List.of("a", "b", "c"), document.items().stream().map(i -> i.id().orElse("")).toList());
    String[] all = text.split("\n", -1);
    for (RouteItem item : document.items()) {
      RouteDocument alone = parse(document.only(List.of(item)));
      assertEquals(1, alone.items().size());
      assertEquals(item.canonical(), alone.items().get(0).canonical());
      String[] cut = document.only(List.of(item)).split("\n", -1);
      assertEquals(all.length, cut.length);
      for (int i = 0; i < cut.length; i++) {
        assertTrue(cut[i].isEmpty() || cut[i].equals(all[i]), cut[i]);
      }
    }
    assertEquals(text, document.only(document.items()));
  }

  @Test
  void shouldCompareByMeaningNotByLayout() throws Exception {
    RouteItem one = parse("- route:\n    id: a # why\n    from: {uri: x}\n").items().get(0);
    RouteItem same = parse("\n- route:\n    id: 'a'\n    from:\n      uri: x\n").items().get(0);
    RouteItem other = parse("- route:\n    id: a\n    from: {uri: y}\n").items().get(0);

    assertEquals(one.canonical(), same.canonical());
    assertNotEquals(one.canonical(), other.canonical());
  }

  @Test
  void shouldTellTextFromNumber() throws Exception {
    assertNotEquals(
        parse("- route: {id: '1'}").items().get(0).canonical(),
        parse("- route: {id: 1}").items().get(0).canonical());
  }

  @Test
  void shouldRefuseWhatIsNoListOfItemsWithTheLine() {
    assertEquals(2, refused("- route:\n\tid: a\n").line());
    assertEquals(3, refused("- route:\n    id: a\n   from: x\n").line());
    assertTrue(refused("# nothing\n").message().contains("no routes"));
    assertTrue(refused("").message().contains("no routes"));
    assertTrue(
        refused("apiVersion: camel.apache.org/v1\nkind: Kamelet\n")
            .hint()
            .orElse("")
            .contains("restart"));
    assertTrue(refused("[{route: {id: a}}]").message().contains("in one line"));
    RouteProblem twice = refused("- route:\n    id: a\n    id: b\n");
    assertEquals(3, twice.line());
    assertTrue(twice.message().contains("'id' is given twice"), twice.toString());
    RouteProblem anchor = refused("- route: &r\n    id: a\n- route: *r\n");
    assertEquals(1, anchor.line());
    assertTrue(anchor.message().contains("anchors"), anchor.toString());
  }

  @Test
  void shouldNotLoopOnARecursiveAnchor() {
    assertTrue(refused("- &a [*a]\n").message().length() > 0);
  }
}
