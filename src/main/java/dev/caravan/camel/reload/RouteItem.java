package dev.caravan.camel.reload;

import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Describes one entry of a route file.
 *
 * @param type the entry's key: {@code route}, {@code routeConfiguration}, {@code beans}
 * @param canonical what the entry means, without layout and comments; equal means unchanged
 * @param firstLine counted from 1
 * @param lastLine inclusive
 */
record RouteItem(
    int index,
    String type,
    Kind kind,
    Optional<String> id,
    Node node,
    String canonical,
    int firstLine,
    int lastLine) {

  /** What a reload can do with an entry. */
  enum Kind {
    /** Can be swapped. */
    ROUTE,
    /** Can be replaced, and with it the routes that name it. */
    CONFIGURATION,
    /** Counts as a part of every route of its file. */
    SCOPE,
    /** Stays as it was at the start. */
    FIXED
  }

  private static final Set<String> SCOPES =
      Set.of(
          "errorHandler",
          "intercept",
          "interceptFrom",
          "interceptSendToEndpoint",
          "onCompletion",
          "onException");

  static RouteItem of(int index, Node node, int firstLine, int lastLine) {
    String type = "";
    Optional<String> id = Optional.empty();
    if (node instanceof MappingNode mapping && !mapping.getValue().isEmpty()) {
      type = RouteDocument.text(mapping.getValue().get(0).getKeyNode());
      Node idNode = RouteDocument.child(mapping.getValue().get(0).getValueNode(), "id");
      id = Optional.ofNullable(idNode).map(RouteDocument::text).filter(text -> !text.isBlank());
    }
    StringBuilder canonical = new StringBuilder();
    canonical(node, canonical);
    return new RouteItem(
        index, type, kind(type), id, node, canonical.toString(), firstLine, lastLine);
  }

  /** A value directly below the entry's key, such as a route's {@code routeConfigurationId}. */
  Optional<ScalarNode> value(String key) {
    if (node instanceof MappingNode mapping
        && !mapping.getValue().isEmpty()
        && RouteDocument.child(mapping.getValue().get(0).getValueNode(), key)
            instanceof ScalarNode scalar) {
      return Optional.of(scalar);
    }
    return Optional.empty();
  }

  private static Kind kind(String type) {
    if (type.equals("route") || type.equals("from")) {
      return Kind.ROUTE;
    } else if (type.equals("routeConfiguration") || type.equals("route-configuration")) {
      return Kind.CONFIGURATION;
    }
    return SCOPES.contains(type) ? Kind.SCOPE : Kind.FIXED;
  }

  private static void canonical(Node node, StringBuilder out) {
    if (node instanceof MappingNode mapping) {
      out.append('{');
      mapping
          .getValue()
          .forEach(
              tuple -> {
                canonical(tuple.getKeyNode(), out);
                canonical(tuple.getValueNode(), out);
              });
      out.append('}');
    } else if (node instanceof SequenceNode list) {
      out.append('[');
      list.getValue().forEach(child -> canonical(child, out));
      out.append(']');
    } else {
      String value = RouteDocument.text(node);
      out.append(node.getTag().getValue()).append(value.length()).append(':').append(value);
    }
  }
}
