package dev.caravan.config;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the operator decided, complete and checked: defaults, then the file, then the environment,
 * then {@code --set}.
 *
 * <p>Immutable. Values are written as in {@link Key.Type}; the getters of this class return them
 * typed. Asking for a key that {@link Keys} does not list is a mistake in the program.
 */
public final class CaravanConfig {

  private static final String NONE = "none";
  private static final String CAMEL_PREFIX = "camel.";
  private static final Map<String, String> SECRET_VARIABLES =
      Map.of(
          "TELEGRAM_TOKEN", "caravan.telegram.token",
          "TELEGRAM_CHAT_ID", "caravan.telegram.chat-id");

  private final Map<String, String> values;
  private final Map<String, String> camel;

  private CaravanConfig(Map<String, String> values, Map<String, String> camel) {
    this.values = Map.copyOf(values);
    this.camel = Map.copyOf(camel);
  }

  /**
   * Puts the sources together and checks everything.
   *
   * @param file what {@code caravan.properties} says
   * @param environment variables of the process; only {@code CARAVAN_…} and the Telegram ones are
   *     looked at
   * @param set what {@code --set} says
   * @param knownVenues venues that can be recorded
   * @throws ConfigException with every problem found
   */
  public static CaravanConfig of(
      Properties file,
      Map<String, String> environment,
      Map<String, String> set,
      Set<String> knownVenues)
      throws ConfigException {
    List<String> problems = new ArrayList<>();
    Map<String, String> given = new LinkedHashMap<>();
    for (String name : file.stringPropertyNames()) {
      given.put(name, file.getProperty(name).strip());
    }
    Map<String, String> byVariable = variables(knownVenues);
    environment.forEach(
        (variable, value) -> {
          if (SECRET_VARIABLES.containsKey(variable)) {
            given.put(SECRET_VARIABLES.get(variable), value.strip());
          } else if (byVariable.containsKey(variable)) {
            given.put(byVariable.get(variable), value.strip());
          } else if (variable.startsWith("CARAVAN_")) {
            problems.add("unknown environment variable: " + variable);
          }
        });
    set.forEach(
        (name, value) -> {
          if (Keys.ALL.stream().anyMatch(key -> key.isSecret() && key.name().equals(name))) {
            problems.add(
                name
                    + " is a secret and visible to everyone on this machine when given with --set;"
                    + " use the environment or the file");
          } else {
            given.put(name, value.strip());
          }
        });

    String venuesText = given.getOrDefault("caravan.venues", "binance-spot");
    Set<String> venues = new LinkedHashSet<>(Values.names(venuesText));
    for (String venue : venues) {
      if (!knownVenues.contains(venue)) {
        problems.add("unknown venue: caravan.venues=" + venuesText + hint(venue, knownVenues));
      }
    }
    Map<String, Key> known = keys(knownVenues);
    Map<String, String> values = new HashMap<>();
    known.forEach((name, key) -> values.put(name, key.defaultValue()));
    Map<String, String> camel = new HashMap<>();
    given.forEach(
        (name, value) -> {
          Key key = known.get(name);
          if (name.startsWith(CAMEL_PREFIX)) {
            camel.put(name, value);
          } else if (key == null) {
            problems.add("unknown key: " + name + hint(name, known.keySet()));
          } else {
            problem(key, value).ifPresentOrElse(problems::add, () -> values.put(name, value));
          }
        });
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    return new CaravanConfig(values, camel);
  }

  /** The defaults with the given values over them; for programs and tests that read no file. */
  public static CaravanConfig with(Map<String, String> set, Set<String> knownVenues) {
    try {
      return of(new Properties(), Map.of(), set, knownVenues);
    } catch (ConfigException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static Map<String, Key> keys(Set<String> venues) {
    Map<String, Key> keys = new TreeMap<>();
    for (Key key : Keys.ALL) {
      if (key.isPerVenue()) {
        venues.forEach(venue -> keys.put(key.forVenue(venue), key));
      } else {
        keys.put(key.name(), key);
      }
    }
    return keys;
  }

  private static Map<String, String> variables(Set<String> venues) {
    Map<String, String> variables = new HashMap<>();
    for (String name : keys(venues).keySet()) {
      variables.put(name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_'), name);
    }
    return variables;
  }

  private static String hint(String typed, Set<String> known) {
    return Nearest.to(typed, known).map(name -> "; did you mean " + name + "?").orElse("");
  }

  private static Optional<String> problem(Key key, String value) {
    String said =
        key.name() + "=" + (key.isSecret() ? "…" : value) + " is not " + key.type().description();
    try {
      boolean isFine =
          switch (key.type()) {
            case TEXT -> true;
            case NAMES -> true;
            case WHOLE_NUMBER -> Long.parseLong(value) >= 0;
            case PORT -> Integer.parseInt(value) >= 0 && Integer.parseInt(value) <= 65535;
            case DURATION -> !Values.duration(value).isZero();
            case DURATION_OR_AUTO -> value.equals("auto") || !Values.duration(value).isZero();
            case TIME_OR_NONE -> value.equals(NONE) || Values.isTime(value);
            case HOURS_OR_NONE -> value.equals(NONE) || Values.isHours(value);
            case ZONE -> value.equals("system") || Values.isZone(value);
            case SIZE -> Values.size(value) > 0;
            case SIZE_OR_NONE -> value.equals(NONE) || Values.size(value) > 0;
            case URL -> isUrl(value, "ws", "wss");
            case HTTP_URL -> isUrl(value, "http", "https");
            case YES_NO -> value.equals("true") || value.equals("false");
          };
      return isFine ? Optional.empty() : Optional.of(said);
    } catch (IllegalArgumentException | ArithmeticException e) {
      return Optional.of(said);
    }
  }

  private static boolean isUrl(String value, String plain, String secure) {
    URI uri = URI.create(value);
    boolean hasScheme = plain.equals(uri.getScheme()) || secure.equals(uri.getScheme());
    return hasScheme && uri.getHost() != null;
  }

  public String text(String key) {
    String value = values.get(key);
    if (value == null) {
      throw new IllegalArgumentException("no such key: " + key);
    }
    return value;
  }

  /** The value of a key of one venue: {@code text("binance-spot", "symbols")}. */
  public String text(String venue, String key) {
    return text("caravan.venues." + venue + "." + key);
  }

  public Duration duration(String venue, String key) {
    return Values.duration(text(venue, key));
  }

  public int number(String venue, String key) {
    return Math.toIntExact(Long.parseLong(text(venue, key)));
  }

  public List<String> names(String key) {
    return Values.names(text(key));
  }

  public Duration duration(String key) {
    return Values.duration(text(key));
  }

  /** A fixed duration, or empty for {@code auto}. */
  public Optional<Duration> durationUnlessAuto(String key) {
    return text(key).equals("auto") ? Optional.empty() : Optional.of(duration(key));
  }

  /** A size, or empty for {@code none}. */
  public OptionalLong sizeUnlessNone(String key) {
    return text(key).equals(NONE) ? OptionalLong.empty() : OptionalLong.of(size(key));
  }

  public boolean isYes(String key) {
    return text(key).equals("true");
  }

  public long size(String key) {
    return Values.size(text(key));
  }

  public int number(String key) {
    return Math.toIntExact(Long.parseLong(text(key)));
  }

  /** Names of the keys, those for Camel included, that have another value there; sorted. */
  public Set<String> differences(CaravanConfig other) {
    Set<String> differing = new TreeSet<>();
    values.forEach(
        (name, value) -> {
          if (!value.equals(other.values.get(name))) {
            differing.add(name);
          }
        });
    Set<String> ofCamel = new TreeSet<>(camel.keySet());
    ofCamel.addAll(other.camel.keySet());
    ofCamel.removeIf(name -> Objects.equals(camel.get(name), other.camel.get(name)));
    differing.addAll(ofCamel);
    return differing;
  }

  /** Keys that begin with {@code camel.}, for Camel. */
  public Map<String, String> camel() {
    return camel;
  }

  /**
   * What routes may refer to as {@code {{caravan.…}}}.
   *
   * <p>Durations and sizes are plain numbers here (milliseconds, bytes), so that every Camel option
   * understands them.
   */
  public Map<String, String> placeholders() {
    Map<String, String> placeholders = new TreeMap<>();
    values.forEach(
        (name, value) -> {
          Key key = keyOf(name);
          if (!key.isSecret()) {
            placeholders.put(
                name,
                switch (key.type()) {
                  case DURATION -> Long.toString(Values.duration(value).toMillis());
                  case SIZE -> Long.toString(Values.size(value));
                  default -> value;
                });
          }
        });
    return placeholders;
  }

  private static Key keyOf(String name) {
    for (Key key : Keys.ALL) {
      boolean isMeant =
          key.isPerVenue()
              ? name.startsWith("caravan.venues.")
                  && name.endsWith(key.name().substring(key.name().lastIndexOf('.')))
              : key.name().equals(name);
      if (isMeant) {
        return key;
      }
    }
    throw new IllegalArgumentException("no such key: " + name);
  }
}
