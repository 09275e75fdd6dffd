package dev.caravan.camel.reload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.CollectionNode;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * Gives a parsed route file as a list of items that know their lines.
 *
 * <p>An item is one entry of the file's list: a route, a route configuration, beans. {@link #only}
 * cuts the text down to some items and keeps every line number.
 */
final class RouteDocument {

  private static final Pattern DASH = Pattern.compile("\\s*-(\\s.*)?");

  private final RouteText source;
  private final Node root;
  private final String[] lines;
  private final List<RouteItem> items;

  private RouteDocument(RouteText source, Node root, String[] lines, List<RouteItem> items) {
    this.source = source;
    this.root = root;
    this.lines = lines;
    this.items = List.copyOf(items);
  }

  /**
   * Parses as Camel does, but keeps the marks.
   *
   * @throws RouteProblemsException if this is no YAML list of items that can be told apart
   */
  static RouteDocument parse(RouteText source) throws RouteProblemsException {
    Node root = compose(source);
    List<RouteProblem> problems = new ArrayList<>();
    findAnchors(source.file(), root, problems);
    if (problems.isEmpty()) {
      findDoubleKeys(source.file(), root, problems);
    }
    if (!problems.isEmpty()) {
      throw new RouteProblemsException(problems);
    }
    if (!(root instanceof SequenceNode list)) {
      throw refused(
          source,
          line(root),
          "a route file is a list, this is not",
          "begin each entry with '- ', as in '- route:'; Kamelets, Pipes and other kinds need their"
              + " own loader and a restart");
    }
    if (list.getFlowStyle() == FlowStyle.FLOW || list.getValue().isEmpty()) {
      throw refused(
          source,
          line(root),
          "the list of routes is empty or in one line",
          "write one '- route:' per route; delete the file to remove its routes");
    }
    String[] lines = source.text().split("\n", -1);
    return new RouteDocument(source, root, lines, items(list, lines));
  }

  String file() {
    return source.file();
  }

  RouteText source() {
    return source;
  }

  List<RouteItem> items() {
    return items;
  }

  List<RouteItem> items(RouteItem.Kind kind) {
    return items.stream().filter(item -> item.kind() == kind).toList();
  }

  /** The file's text with the lines of all other items made empty. */
  String only(List<RouteItem> wanted) {
    String[] kept = lines.clone();
    for (RouteItem item : items) {
      if (wanted.stream().noneMatch(other -> other.index() == item.index())) {
        for (int i = item.firstLine(); i <= item.lastLine(); i++) {
          kept[i - 1] = "";
        }
      }
    }
    return String.join("\n", kept);
  }

  /** The line of the node at a JSON pointer's elements; of its nearest parent if it is absent. */
  int lineAt(List<Object> path) {
    Node node = root;
    for (Object step : path) {
      Node child = child(node, step);
      if (child == null) {
        break;
      }
      node = child;
    }
    return line(node);
  }

  /** The line of a key in the mapping at a JSON pointer's elements. */
  int lineOfKey(List<Object> path, String key) {
    Node node = root;
    for (Object step : path) {
      Node child = child(node, step);
      if (child == null) {
        return line(node);
      }
      node = child;
    }
    if (node instanceof MappingNode mapping) {
      for (NodeTuple tuple : mapping.getValue()) {
        if (text(tuple.getKeyNode()).equals(key)) {
          return line(tuple.getKeyNode());
        }
      }
    }
    return line(node);
  }

  JsonNode toJson() {
    return json(root);
  }

  private static Node compose(RouteText source) throws RouteProblemsException {
    LoadSettings settings = LoadSettings.builder().setLabel(source.file()).build();
    try {
      return new Composer(
              settings, new ParserImpl(settings, new StreamReader(settings, source.text())))
          .getSingleNode()
          .orElseThrow(
              () ->
                  refused(
                      source,
                      1,
                      "the file holds no routes",
                      "delete the file to remove its routes"));
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().or(e::getContextMark).map(Mark::getLine).orElse(0) + 1;
      String context = e.getContext() == null ? "" : " " + e.getContext();
      throw refused(
          source,
          line,
          "not YAML: " + e.getProblem() + context,
          "look at indentation, colons and quotes in this line and the one above");
    } catch (YamlEngineException e) {
      throw refused(source, 1, "not YAML: " + e.getMessage(), "is it saved as UTF-8 text?");
    }
  }

  private static RouteProblemsException refused(
      RouteText source, int line, String message, String hint) {
    return new RouteProblemsException(List.of(RouteProblem.of(source.file(), line, message, hint)));
  }

  private static List<RouteItem> items(SequenceNode list, String[] lines) {
    List<Node> nodes = list.getValue();
    int[] first = new int[nodes.size() + 1];
    first[nodes.size()] = lines.length + 1;
    int from = line(list);
    for (int i = 0; i < nodes.size(); i++) {
      first[i] = dash(lines, from);
      Node node = nodes.get(i);
      // The end of a block is the next dash; the end of a {…} is its own last line.
      boolean block = node instanceof CollectionNode<?> c && c.getFlowStyle() == FlowStyle.BLOCK;
      int end = node.getEndMark().map(Mark::getLine).orElse(0) + 1;
      from = Math.max(first[i] + 1, block ? end : end + 1);
    }
    List<RouteItem> items = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      items.add(RouteItem.of(i, nodes.get(i), first[i], first[i + 1] - 1));
    }
    return items;
  }

  private static int dash(String[] lines, int from) {
    for (int line = from; line <= lines.length; line++) {
      if (DASH.matcher(lines[line - 1]).matches()) {
        return line;
      }
    }
    return Math.min(from, lines.length);
  }

  /** Camel takes the last of two equal keys without a word; a person meant both. */
  private static void findDoubleKeys(String file, Node node, List<RouteProblem> problems) {
    if (node instanceof MappingNode mapping) {
      Set<String> seen = new HashSet<>();
      for (NodeTuple tuple : mapping.getValue()) {
        String key = text(tuple.getKeyNode());
        if (!seen.add(key)) {
          problems.add(
              RouteProblem.of(
                  file,
                  line(tuple.getKeyNode()),
                  "'" + key + "' is given twice",
                  "keep one, or begin a new step with '- '"));
        }
        findDoubleKeys(file, tuple.getValueNode(), problems);
      }
    } else if (node instanceof SequenceNode list) {
      list.getValue().forEach(child -> findDoubleKeys(file, child, problems));
    }
  }

  /** Items are loaded alone, so an anchor of another item would be unknown there. */
  private static void findAnchors(String file, Node node, List<RouteProblem> problems) {
    if (node.getAnchor().isPresent()) {
      problems.add(
          RouteProblem.of(
              file,
              line(node),
              "YAML anchors cannot be reloaded",
              "write the value out where it is used, or make it a {{property}}"));
    } else if (node instanceof MappingNode mapping) {
      mapping.getValue().forEach(tuple -> findAnchors(file, tuple.getValueNode(), problems));
    } else if (node instanceof SequenceNode list) {
      list.getValue().forEach(child -> findAnchors(file, child, problems));
    }
  }

  static int line(Node node) {
    return node.getStartMark().map(Mark::getLine).orElse(0) + 1;
  }

  static String text(Node node) {
    return node instanceof ScalarNode scalar ? scalar.getValue() : "";
  }

  static @Nullable Node child(Node node, Object step) {
    if (node instanceof MappingNode mapping) {
      for (NodeTuple tuple : mapping.getValue()) {
        if (text(tuple.getKeyNode()).equals(String.valueOf(step))) {
          return tuple.getValueNode();
        }
      }
    } else if (node instanceof SequenceNode list
        && step instanceof Integer index
        && index < list.getValue().size()) {
      return list.getValue().get(index);
    }
    return null;
  }

  /** The first scalar, key or value, that answers the question. */
  static Optional<ScalarNode> find(Node node, Predicate<String> wanted) {
    if (node instanceof ScalarNode scalar) {
      return wanted.test(scalar.getValue()) ? Optional.of(scalar) : Optional.empty();
    }
    if (node instanceof MappingNode mapping) {
      for (NodeTuple tuple : mapping.getValue()) {
        Optional<ScalarNode> found =
            find(tuple.getKeyNode(), wanted).or(() -> find(tuple.getValueNode(), wanted));
        if (found.isPresent()) {
          return found;
        }
      }
    } else if (node instanceof SequenceNode list) {
      for (Node child : list.getValue()) {
        Optional<ScalarNode> found = find(child, wanted);
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  private static JsonNode json(Node node) {
    JsonNodeFactory make = JsonNodeFactory.instance;
    if (node instanceof MappingNode mapping) {
      ObjectNode object = make.objectNode();
      mapping
          .getValue()
          .forEach(tuple -> object.set(text(tuple.getKeyNode()), json(tuple.getValueNode())));
      return object;
    }
    if (node instanceof SequenceNode list) {
      ArrayNode array = make.arrayNode();
      list.getValue().forEach(child -> array.add(json(child)));
      return array;
    }
    String value = text(node);
    Tag tag = node.getTag();
    try {
      if (tag.equals(Tag.NULL)) {
        return make.nullNode();
      } else if (tag.equals(Tag.BOOL)) {
        return make.booleanNode(Boolean.parseBoolean(value));
      } else if (tag.equals(Tag.INT)) {
        return make.numberNode(new BigInteger(value));
      } else if (tag.equals(Tag.FLOAT)) {
        return make.numberNode(new BigDecimal(value));
      }
    } catch (NumberFormatException e) {
      return make.textNode(value); // .inf and the like are text to Camel
    }
    return make.textNode(value);
  }
}
