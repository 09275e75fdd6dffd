package dev.caravan.camel.reload;

import dev.caravan.config.Nearest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.ExpressionIllegalSyntaxException;
import org.apache.camel.NoSuchBeanException;
import org.apache.camel.NoSuchEndpointException;
import org.apache.camel.NoSuchLanguageException;
import org.apache.camel.PropertyBindingException;
import org.apache.camel.ResolveEndpointFailedException;
import org.apache.camel.impl.engine.DefaultComponentNameResolver;
import org.apache.camel.spi.EndpointUriFactory;
import org.apache.camel.util.StringHelper;
import org.apache.camel.util.URISupport;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * Translates why Camel could not build an entry into a line of the file and a way out.
 *
 * <p>Values are left out: they may be resolved secrets.
 */
final class BuildProblems {

  private static final Pattern UNKNOWN_PARAMETERS =
      Pattern.compile("Unknown (?:consumer |producer )?parameters=\\[\\{(.*)}]", Pattern.DOTALL);
  private static final Pattern PARAMETER_NAME = Pattern.compile("(?:^|, )([\\w.-]+)=");
  private static final Pattern UNKNOWN_PROPERTY =
      Pattern.compile("Property with key \\[([^\\]]+)] not found");
  private static final Pattern DUPLICATE_ID = Pattern.compile("Duplicate id detected: ([^ ]+)\\.");
  private static final Pattern NO_BEAN =
      Pattern.compile(
          "No bean could be found in the registry for: ([^ ]+)"
              + "|in [Rr]egistry with (?:name|ref): ([^ ]+)"
              + "|([^ ]+) not found in registry");
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{\\??([^}:]+)(?::[^}]*)?}}");
  private static final Pattern QUERY = Pattern.compile("\\?\\S*");

  private final CamelContext live;
  private final CamelContext scratch;

  BuildProblems(CamelContext live, CamelContext scratch) {
    this.live = live;
    this.scratch = scratch;
  }

  List<RouteProblem> problems(RouteSet.Ref ref, Throwable failure) {
    Explained explained = new Explained(ref, failure);
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      List<RouteProblem> problems = explained.by(cause);
      if (!problems.isEmpty()) {
        return problems;
      }
    }
    return explained.asSaid();
  }

  /**
   * Options of a route's source that its component does not know and does not mind.
   *
   * <p>A lenient component takes them for a part of an address that it calls; a source calls none.
   */
  List<RouteProblem> ofSource(RouteSet.Ref ref, String uri) {
    EndpointUriFactory factory = factory(scheme(uri));
    return factory == null || !factory.isLenientProperties()
        ? List.of()
        : new Explained(ref, new ResolveEndpointFailedException(uri)).misspelt(uri, factory);
  }

  /** One failure of one entry. */
  private final class Explained {

    private final RouteSet.Ref ref;
    private final Throwable failure;
    private final Node node;

    Explained(RouteSet.Ref ref, Throwable failure) {
      this.ref = ref;
      this.failure = failure;
      this.node = ref.item().node();
    }

    List<RouteProblem> by(Throwable cause) {
      String message = String.valueOf(cause.getMessage());
      if (cause instanceof NoSuchBeanException e) {
        return List.of(noBean(e.getName()));
      } else if (cause instanceof NoSuchEndpointException e) {
        return List.of(noComponent(e.getUri()));
      } else if (cause instanceof NoSuchLanguageException e) {
        return List.of(
            at(e.getLanguage()::equals, "language '" + e.getLanguage() + "' is not here"));
      } else if (cause instanceof ExpressionIllegalSyntaxException e) {
        return List.of(badExpression(e));
      } else if (cause instanceof MarkedYamlEngineException e) {
        return List.of(badYaml(e));
      }
      Matcher property = UNKNOWN_PROPERTY.matcher(message);
      if (property.find()) {
        return List.of(noProperty(property.group(1)));
      }
      Matcher parameters = UNKNOWN_PARAMETERS.matcher(message);
      if (parameters.find()) {
        return unknownOptions(parameters.group(1));
      }
      Matcher id = DUPLICATE_ID.matcher(message);
      if (id.find()) {
        return List.of(at(id.group(1)::equals, "step id '" + id.group(1) + "' is used twice"));
      }
      Matcher bean = NO_BEAN.matcher(message);
      if (bean.find()) {
        return List.of(
            noBean(
                Stream.of(bean.group(1), bean.group(2), bean.group(3))
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElse("")));
      }
      // A binding that failed for a deeper reason (a missing bean) is better told by that reason.
      if (cause instanceof PropertyBindingException e
          && e.getPropertyName() != null
          && !hasBetter(e.getCause())) {
        return List.of(badValue(e));
      }
      return List.of();
    }

    private boolean hasBetter(@Nullable Throwable from) {
      for (Throwable cause = from; cause != null; cause = cause.getCause()) {
        if (!by(cause).isEmpty()) {
          return true;
        }
      }
      return false;
    }

    private RouteProblem noBean(String name) {
      Set<String> beans =
          new TreeSet<>(live.getRegistry().findByTypeWithName(Object.class).keySet());
      beans.removeIf(bean -> bean.endsWith("-variable-repository"));
      return at(
          value ->
              value.equals(name) || value.equals("#" + name) || value.contains("#bean:" + name),
          "no bean is named '" + name + "'",
          Nearest.hint(name, beans));
    }

    private RouteProblem noComponent(String uri) {
      String scheme = scheme(uri);
      Set<String> known = new TreeSet<>(live.getComponentNames());
      known.addAll(new DefaultComponentNameResolver().resolveNames(live));
      return at(
          value -> value.equals(scheme) || value.startsWith(scheme + ":"),
          "no component is named '" + scheme + "'",
          Nearest.hint(scheme, known));
    }

    private RouteProblem noProperty(String key) {
      Set<String> keys = new TreeSet<>();
      live.getPropertiesComponent()
          .loadProperties()
          .keySet()
          .forEach(name -> keys.add(String.valueOf(name)));
      return at(
          value -> value.contains("{{" + key + "}}") || value.contains("{{" + key + ":"),
          "property '" + key + "' has no value",
          Nearest.to(key, keys)
              .map(name -> "did you mean '" + name + "'?")
              .or(
                  () ->
                      Optional.of(
                          "set it in the configuration, or write {{" + key + ":default}}")));
    }

    private List<RouteProblem> unknownOptions(String parameters) {
      String scheme = endpointUri().map(BuildProblems::scheme).orElse("endpoint");
      List<RouteProblem> problems = new ArrayList<>();
      Matcher names = PARAMETER_NAME.matcher(parameters);
      while (names.find()) {
        String name = names.group(1);
        Predicate<String> mentions =
            value ->
                value.equals(name)
                    || value.contains("?" + name + "=")
                    || value.contains("&" + name + "=");
        // A value with a comma and an equals sign looks like one more name.
        if (RouteDocument.find(node, mentions).isPresent()) {
          problems.add(
              at(
                  mentions,
                  "'" + name + "' is no option of " + scheme,
                  Nearest.hint(name, options(scheme))));
        }
      }
      return problems;
    }

    private RouteProblem badValue(PropertyBindingException e) {
      String name = e.getPropertyName();
      return at(
          value -> value.equals(name) || value.contains(name + "="),
          "'" + name + "' cannot take this value",
          Optional.of("expected " + type(e.getTarget(), name)));
    }

    private RouteProblem badExpression(ExpressionIllegalSyntaxException e) {
      String expression = e.getExpression() == null ? "" : e.getExpression().trim();
      String reason = e.getMessage() == null ? "" : withoutSecrets(firstLine(e.getMessage()));
      return at(
          value -> !expression.isEmpty() && value.trim().equals(expression),
          "bad expression: " + reason,
          Optional.of("look for an unclosed ${…} or quote"));
    }

    private RouteProblem badYaml(MarkedYamlEngineException e) {
      int line = e.getProblemMark().or(e::getContextMark).map(Mark::getLine).orElse(0) + 1;
      return RouteProblem.of(
          ref.document().file(), Math.max(line, ref.item().firstLine()), e.getProblem());
    }

    /** Camel's own words, at the endpoint they speak of or at the entry's head. */
    List<RouteProblem> asSaid() {
      Throwable deepest = failure;
      while (deepest.getCause() != null && deepest.getCause() != deepest) {
        deepest = deepest.getCause();
      }
      String said =
          deepest.getMessage() == null ? deepest.getClass().getSimpleName() : deepest.getMessage();
      String message = withoutSecrets(firstLine(said));
      Optional<String> uri = endpointUri();
      if (uri.isEmpty()) {
        return List.of(RouteProblem.of(ref.document().file(), ref.item().firstLine(), message));
      }
      // A missing option is often there, misspelt; the component complained before Camel could.
      List<RouteProblem> misspelt = misspeltOptions(uri.get());
      String scheme = scheme(uri.get());
      return misspelt.isEmpty()
          ? List.of(
              at(
                  value -> value.equals(scheme) || value.startsWith(scheme + ":"),
                  scheme + ": " + message))
          : misspelt;
    }

    private List<RouteProblem> misspeltOptions(String uri) {
      EndpointUriFactory factory = factory(scheme(uri));
      return factory == null || factory.isLenientProperties() ? List.of() : misspelt(uri, factory);
    }

    private List<RouteProblem> misspelt(String uri, EndpointUriFactory factory) {
      int query = uri.indexOf('?');
      if (query < 0) {
        return List.of();
      }
      String unknown =
          Stream.of(uri.substring(query + 1).split("&"))
              .map(option -> StringHelper.before(option, "=", option))
              .filter(name -> !factory.propertyNames().contains(name))
              .filter(
                  name ->
                      factory.multiValuePrefixes().values().stream().noneMatch(name::startsWith))
              .map(name -> name + "=")
              .collect(Collectors.joining(", "));
      return unknownOptions(unknown);
    }

    /** Resolved values go back to the placeholder they came from, and options are cut off. */
    private String withoutSecrets(String message) {
      String safe = QUERY.matcher(URISupport.sanitizeUri(message)).replaceAll("");
      Matcher placeholders = PLACEHOLDER.matcher(ref.text());
      while (placeholders.find()) {
        String value =
            live.getPropertiesComponent().resolveProperty(placeholders.group(1)).orElse("");
        if (value.length() > 3) { // shorter ones are no secrets, and parts of other words
          safe = safe.replace(value, placeholders.group());
        }
      }
      return safe;
    }

    private Optional<String> endpointUri() {
      for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
        if (cause instanceof ResolveEndpointFailedException e && e.getUri() != null) {
          return Optional.of(e.getUri());
        }
      }
      return Optional.empty();
    }

    private RouteProblem at(Predicate<String> place, String message) {
      return at(place, message, Optional.empty());
    }

    private RouteProblem at(Predicate<String> place, String message, Optional<String> hint) {
      int line =
          RouteDocument.find(node, place).map(RouteDocument::line).orElse(ref.item().firstLine());
      return new RouteProblem(ref.document().file(), line, message, hint);
    }
  }

  private Collection<String> options(String scheme) {
    EndpointUriFactory factory = factory(scheme);
    return factory == null ? List.of() : factory.propertyNames();
  }

  private @Nullable EndpointUriFactory factory(String scheme) {
    return scratch.getCamelContextExtension().getEndpointUriFactory(scheme);
  }

  /** The type that an option's setter takes, in words of an operator where there are some. */
  private static String type(Object target, String name) {
    if (target == null) {
      return "another type";
    }
    String setter = "set" + StringHelper.capitalize(StringHelper.dashToCamelCase(name));
    for (java.lang.reflect.Method method : target.getClass().getMethods()) {
      if (method.getName().equals(setter) && method.getParameterCount() == 1) {
        Class<?> type = method.getParameterTypes()[0];
        return type.isEnum()
            ? "one of " + List.of(type.getEnumConstants())
            : Map.of(
                    "long",
                    "a number or a duration such as 5s",
                    "int",
                    "a whole number",
                    "boolean",
                    "true or false")
                .getOrDefault(type.getSimpleName(), type.getSimpleName());
      }
    }
    return "another type";
  }

  private static String scheme(String uri) {
    String scheme = StringHelper.before(uri, ":", uri);
    return StringHelper.before(scheme, "?", scheme);
  }

  private static String firstLine(String text) {
    int end = text.indexOf('\n');
    return end < 0 ? text : text.substring(0, end);
  }
}
