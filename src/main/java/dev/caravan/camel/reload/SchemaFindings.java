package dev.caravan.camel.reload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonNodePath;
import com.networknt.schema.ValidationMessage;
import dev.caravan.config.Nearest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Turns what a schema validator says into the few sentences that help.
 *
 * <p>A wrong word inside a oneOf of thirty forms is reported thirty times and again for each
 * parent; here the deepest place wins, and at one place the most definite complaint.
 */
final class SchemaFindings {

  private static final int MOST_PROBLEMS = 3;

  private record Place(List<Object> path) {
    boolean contains(Place other) {
      return other.path.size() > path.size() && other.path.subList(0, path.size()).equals(path);
    }
  }

  private final RouteDocument document;
  private final JsonNode schema;
  private final Map<Place, List<ValidationMessage>> byPlace = new LinkedHashMap<>();

  SchemaFindings(RouteDocument document, JsonNode schema, Collection<ValidationMessage> messages) {
    this.document = document;
    this.schema = schema;
    for (ValidationMessage message : messages) {
      byPlace
          .computeIfAbsent(
              new Place(elements(message.getInstanceLocation())), place -> new ArrayList<>())
          .add(message);
    }
  }

  /** The deepest few, in the order of lines. */
  List<RouteProblem> problems() {
    return byPlace.keySet().stream()
        .filter(place -> !isExplainedBelow(place))
        .sorted(Comparator.comparingInt((Place place) -> -place.path().size()))
        .flatMap(place -> problemsAt(place).stream())
        .distinct()
        .limit(MOST_PROBLEMS)
        .sorted(Comparator.comparingInt(RouteProblem::line))
        .toList();
  }

  /**
   * Replaces values that Camel converts by ones that the schema takes; false if there were none.
   */
  boolean repairTolerated(JsonNode json) {
    boolean repaired = false;
    for (Map.Entry<Place, List<ValidationMessage>> entry : byPlace.entrySet()) {
      List<Object> path = entry.getKey().path();
      JsonNode value = at(json, path);
      for (ValidationMessage message : entry.getValue()) {
        JsonNode fitting = fitting(value, message);
        if (fitting != null && !path.isEmpty()) {
          put(at(json, path.subList(0, path.size() - 1)), path.get(path.size() - 1), fitting);
          repaired = true;
          break;
        }
      }
    }
    return repaired;
  }

  private static @org.jspecify.annotations.Nullable JsonNode fitting(
      JsonNode value, ValidationMessage message) {
    JsonNodeFactory make = JsonNodeFactory.instance;
    boolean placeholder = value.isTextual() && value.textValue().contains("{{");
    if (message.getType().equals("enum") && placeholder) {
      return message.getSchemaNode().path(0);
    }
    if (!message.getType().equals("type")) {
      return null;
    }
    String expected = message.getSchemaNode().asText();
    if (expected.equals("string") && (value.isNumber() || value.isBoolean())) {
      return make.textNode(value.asText());
    } else if (placeholder && (expected.equals("number") || expected.equals("integer"))) {
      return make.numberNode(1);
    } else if (placeholder && expected.equals("boolean")) {
      return make.booleanNode(true);
    } else if (value.isTextual() && expected.equals("number")) {
      return isNumber(value.textValue()) ? make.numberNode(1) : null;
    } else if (value.isTextual() && expected.equals("boolean")) {
      return value.textValue().matches("true|false") ? make.booleanNode(true) : null;
    }
    return null;
  }

  private static boolean isNumber(String text) {
    return text.matches("-?\\d+(\\.\\d+)?");
  }

  private boolean isExplainedBelow(Place place) {
    return byPlace.getOrDefault(place, List.of()).stream().allMatch(SchemaFindings::isAlternative)
        && byPlace.keySet().stream().anyMatch(place::contains);
  }

  private List<RouteProblem> problemsAt(Place place) {
    List<ValidationMessage> all = byPlace.getOrDefault(place, List.of());
    int best = all.stream().mapToInt(SchemaFindings::rank).min().orElse(9);
    List<ValidationMessage> chosen = all.stream().filter(m -> rank(m) == best).toList();
    return switch (best) {
      case 0 -> unknownNames(place, chosen);
      case 1 -> chosen.stream().map(message -> notOneOf(place, message)).toList();
      case 2 -> chosen.stream().map(message -> missing(place, message)).toList();
      case 3 -> List.of(wrongType(place, chosen));
      case 4 -> List.of(noAlternative(place, chosen));
      default -> List.of(other(place, chosen.get(0)));
    };
  }

  private static int rank(ValidationMessage message) {
    return switch (message.getType()) {
      case "additionalProperties" -> 0;
      case "enum" -> 1;
      case "required" -> isAlternative(message) ? 4 : 2;
      case "type" -> 3;
      case "oneOf", "anyOf", "not" -> 6;
      default -> 5;
    };
  }

  private static boolean isAlternative(ValidationMessage message) {
    String type = message.getType();
    String path = message.getEvaluationPath().toString();
    return type.equals("oneOf")
        || type.equals("anyOf")
        || type.equals("not")
        || (!type.equals("additionalProperties")
            && (path.contains("/oneOf/") || path.contains("/anyOf/")));
  }

  private List<RouteProblem> unknownNames(Place place, List<ValidationMessage> messages) {
    // The same name may be refused by several forms: what any of them knows is known.
    Map<String, TreeSet<String>> known = new LinkedHashMap<>();
    for (ValidationMessage message : messages) {
      known
          .computeIfAbsent(message.getProperty(), name -> new TreeSet<>())
          .addAll(knownNames(message));
    }
    List<RouteProblem> problems = new ArrayList<>();
    known.forEach(
        (name, names) ->
            problems.add(
                new RouteProblem(
                    document.file(),
                    document.lineOfKey(place.path(), name),
                    "'" + name + "' is not known in " + owner(place),
                    Nearest.hint(name, names))));
    return problems;
  }

  private List<String> knownNames(ValidationMessage message) {
    List<Object> path = elements(message.getSchemaLocation().getFragment());
    List<String> names = new ArrayList<>();
    at(schema, path.subList(0, Math.max(0, path.size() - 1)))
        .path("properties")
        .fieldNames()
        .forEachRemaining(names::add);
    return names;
  }

  private RouteProblem notOneOf(Place place, ValidationMessage message) {
    List<String> allowed = new ArrayList<>();
    message.getSchemaNode().forEach(value -> allowed.add(value.asText()));
    String value = at(document.toJson(), place.path()).asText();
    return new RouteProblem(
        document.file(),
        document.lineAt(place.path()),
        "'" + value + "' is no value of " + owner(place),
        Nearest.to(value, allowed)
            .map(name -> "did you mean '" + name + "'?")
            .or(() -> Optional.of("one of " + String.join(", ", allowed))));
  }

  private RouteProblem missing(Place place, ValidationMessage message) {
    return RouteProblem.of(
        document.file(),
        document.lineAt(place.path()),
        "'" + message.getProperty() + "' is missing in " + owner(place),
        "add '" + message.getProperty() + ":' one level below " + owner(place));
  }

  private RouteProblem wrongType(Place place, List<ValidationMessage> messages) {
    List<String> expected =
        messages.stream()
            .map(message -> word(message.getSchemaNode().asText()))
            .distinct()
            .toList();
    return RouteProblem.of(
        document.file(),
        document.lineAt(place.path()),
        owner(place) + " is of the wrong kind",
        "expected " + String.join(" or ", expected));
  }

  private RouteProblem noAlternative(Place place, List<ValidationMessage> messages) {
    List<String> names = messages.stream().map(ValidationMessage::getProperty).distinct().toList();
    String shown = String.join(", ", names.subList(0, Math.min(8, names.size())));
    return RouteProblem.of(
        document.file(),
        document.lineAt(place.path()),
        owner(place) + " is incomplete",
        (names.size() == 1 ? "it needs " : "it needs one of ")
            + shown
            + (names.size() > 8 ? ", …" : ""));
  }

  private RouteProblem other(Place place, ValidationMessage message) {
    String text = message.getMessage();
    String location = message.getInstanceLocation() + ": ";
    return RouteProblem.of(
        document.file(),
        document.lineAt(place.path()),
        owner(place)
            + ": "
            + (text.startsWith(location) ? text.substring(location.length()) : text));
  }

  private static String word(String type) {
    return switch (type) {
      case "object" -> "a mapping ('key: value' lines)";
      case "array" -> "a list ('- ' lines)";
      case "string" -> "text";
      case "boolean" -> "true or false";
      default -> "a " + type;
    };
  }

  /** The last name on the way to the place. */
  private static String owner(Place place) {
    for (int i = place.path().size() - 1; i >= 0; i--) {
      if (place.path().get(i) instanceof String name) {
        return "'" + name + "'";
      }
    }
    return "the file's list";
  }

  private static List<Object> elements(JsonNodePath path) {
    Object[] elements = new Object[path.getNameCount()];
    Arrays.setAll(elements, path::getElement);
    return List.of(elements);
  }

  private static JsonNode at(JsonNode node, List<Object> path) {
    for (Object step : path) {
      node = step instanceof Integer index ? node.path(index) : node.path(String.valueOf(step));
    }
    return node;
  }

  private static void put(JsonNode parent, Object step, JsonNode value) {
    if (parent instanceof ObjectNode object) {
      object.set(String.valueOf(step), value);
    } else if (parent instanceof ArrayNode array && step instanceof Integer index) {
      array.set(index, value);
    }
  }
}
