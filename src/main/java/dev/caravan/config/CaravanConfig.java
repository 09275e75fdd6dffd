package dev.caravan.config;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
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
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * What the operator decided, complete and checked: defaults, then the file, then the environment,
 * then {@code --set}.
 *
 * <p>Immutable. Values are written as in {@link Key.Type}; the getters of this class return them
 * typed. Asking for a key that {@link Keys} does not list is a mistake in the program.
 */
public final class CaravanConfig {

  private static final String NONE = "none";
  private static final String DEFAULT = "default";
  private static final Pattern CREDENTIALS = Pattern.compile("(://)[^/@\\s]+@");
  private static final Pattern CAMEL_SECRET =
      Pattern.compile("(?i)pass|secret|token|key|credential");
  private static final String CAMEL_PREFIX = "camel.";
  private static final Map<String, String> SECRET_VARIABLES =
      Map.of(
          "TELEGRAM_TOKEN", "caravan.telegram.token",
          "TELEGRAM_CHAT_ID", "caravan.telegram.chat-id");

  private final Map<String, String> values;
  private final Map<String, String> camel;
  private final Map<String, String> origins;

  private CaravanConfig(
      Map<String, String> values, Map<String, String> camel, Map<String, String> origins) {
    this.values = Map.copyOf(values);
    this.camel = Map.copyOf(camel);
    this.origins = Map.copyOf(origins);
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
    return of(ConfigText.of(file), environment, set, knownVenues, config -> List.of());
  }

  /**
   * The same, where each value knows its line.
   *
   * @param moreProblems finds what only others can know to be wrong; it may be asked about values
   *     of which some are defaults in place of unusable ones
   */
  public static CaravanConfig of(
      ConfigText file,
      Map<String, String> environment,
      Map<String, String> set,
      Set<String> knownVenues,
      Function<CaravanConfig, List<String>> moreProblems)
      throws ConfigException {
    List<String> problems = new ArrayList<>(file.problems());
    Map<String, ConfigText.Entry> given = new LinkedHashMap<>(file.entries());
    Map<String, String> byVariable = variables(knownVenues);
    environment.forEach(
        (variable, value) -> {
          String key = SECRET_VARIABLES.getOrDefault(variable, byVariable.get(variable));
          if (key != null) {
            given.put(key, new ConfigText.Entry(value.strip(), "environment " + variable));
          } else if (variable.startsWith("CARAVAN_")) {
            problems.add(
                "unknown environment variable: " + variable + hint(variable, byVariable.keySet()));
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
            given.put(name, new ConfigText.Entry(value.strip(), "--set"));
          }
        });
    Map<String, Key> known = keys(knownVenues);
    Map<String, String> values = new HashMap<>();
    known.forEach((name, key) -> values.put(name, key.defaultValue()));
    Map<String, String> camel = new HashMap<>();
    Map<String, String> origins = new HashMap<>();
    given.forEach(
        (name, entry) -> {
          Key key = known.get(name);
          if (name.startsWith(CAMEL_PREFIX)) {
            camel.put(name, entry.value());
            origins.put(name, entry.origin());
          } else if (key == null) {
            problems.add("unknown key: " + name + hint(name, known.keySet()));
          } else {
            problem(key, name, entry.value())
                .ifPresentOrElse(
                    problems::add,
                    () -> {
                      values.put(name, entry.value());
                      origins.put(name, entry.origin());
                    });
          }
        });
    String venues = values.getOrDefault("caravan.venues", "");
    List<String> unknown =
        Values.names(venues).stream().filter(venue -> !knownVenues.contains(venue)).toList();
    unknown.forEach(
        venue ->
            problems.add("unknown venue: caravan.venues=" + venues + hint(venue, knownVenues)));
    if (unknown.isEmpty()) {
      CaravanConfig config = new CaravanConfig(values, camel, origins);
      problems.addAll(Contradictions.in(config));
      problems.addAll(moreProblems.apply(config));
      if (problems.isEmpty()) {
        return config;
      }
    }
    throw new ConfigException(problems);
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

  private static Optional<String> problem(Key key, String name, String value) {
    String said =
        name + "=" + (key.isSecret() ? "…" : value) + " is not " + key.type().description();
    try {
      boolean isFine =
          switch (key.type()) {
            case TEXT -> true;
            case TEXT_OR_JSON -> value.equals("text") || value.equals("json");
            case NAMES -> true;
            case WHOLE_NUMBER -> Integer.parseInt(value) >= 0;
            case COUNT -> Integer.parseInt(value) >= 1;
            case ONE_OR_TWO -> value.equals("1") || value.equals("2");
            case ZSTD_LEVEL -> Integer.parseInt(value) >= 1 && Integer.parseInt(value) <= 22;
            case PORT -> Integer.parseInt(value) >= 0 && Integer.parseInt(value) <= 65535;
            case DURATION -> !Values.duration(value).isZero();
            case DURATION_OR_AUTO -> value.equals("auto") || !Values.duration(value).isZero();
            case DURATION_OR_NONE -> value.equals(NONE) || !Values.duration(value).isZero();
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

  /** Zero for {@code none}. */
  public Duration durationUnlessNone(String venue, String key) {
    String value = text(venue, key);
    return value.equals(NONE) ? Duration.ZERO : Values.duration(value);
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

  /** Where the value of a key comes from, as {@link EffectiveValue} says it. */
  public String origin(String key) {
    text(key);
    return origins.getOrDefault(key, DEFAULT);
  }

  boolean isDefault(String key) {
    return origin(key).equals(DEFAULT);
  }

  /**
   * Every value in force with its origin, in the order of the documentation; keys of a venue where
   * it is recorded, or where somebody wrote them.
   */
  public List<EffectiveValue> effective() {
    List<String> recorded = names("caravan.venues");
    List<EffectiveValue> all = new ArrayList<>();
    for (Key key : Keys.ALL) {
      values.keySet().stream()
          .filter(name -> keyOf(name).equals(key))
          .filter(
              name ->
                  !key.isPerVenue()
                      || !isDefault(name)
                      || recorded.stream().anyMatch(venue -> key.forVenue(venue).equals(name)))
          .sorted()
          .forEach(name -> all.add(shown(name, key.isSecret(), text(name))));
    }
    new TreeMap<>(camel)
        .forEach(
            (name, value) -> {
              boolean isSecret = CAMEL_SECRET.matcher(name).find();
              all.add(shown(name, isSecret, value));
            });
    return all;
  }

  private EffectiveValue shown(String name, boolean isSecret, String value) {
    String said =
        isSecret && !value.isEmpty() ? "(hidden)" : CREDENTIALS.matcher(value).replaceAll("$1***@");
    return new EffectiveValue(name, said, origins.getOrDefault(name, DEFAULT));
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
