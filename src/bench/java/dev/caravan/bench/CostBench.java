package dev.caravan.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Compares what a message costs Caravan with what it costs a bare Netty client. */
@Command(
    name = "CostBench",
    description =
        "CPU time of Caravan as packaged beside a bare Netty client, run after run in turn.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example:",
      "  java -cp target/caravan.jar:target/bench-classes dev.caravan.bench.CostBench --rounds 5"
    })
public final class CostBench implements Callable<Integer> {

  /** What is measured. */
  enum Row {
    /** Rotation and sealing lie outside the window. */
    RECORDING,
    /** The same as fast as one core can. */
    SATURATION,
    /** Segments small enough that sealing keeps up with recording all the time. */
    SEALING,
    /** As in a calm hour. */
    CALM,
    /** The same total rate over few and over many streams. */
    STREAMS,
    /** Through TLS, beside plain. */
    TLS,
    /** Start, memory and latency, on messages that come evenly. */
    LIFE,
    /** The same at other rates. */
    RATES,
    /** The same with pages open, metrics scraped and segments sealed all the time. */
    ALL_ON
  }

  private static final int LIFE_SYMBOLS = 15;

  /** Nor at a full hour, unless it is midnight (UTC). */
  private static final List<String> NO_ROTATION =
      List.of("caravan.journal.rotate-size=30GiB", "caravan.journal.rotate-every=24h");

  private static final List<String> OFTEN = List.of("caravan.journal.rotate-size=32MiB");

  @Option(names = "--jar", defaultValue = "target/caravan.jar", description = "what to measure")
  private Path jar;

  @Option(
      names = "--rows",
      split = ",",
      defaultValue = "recording",
      description = "what to measure: ${COMPLETION-CANDIDATES}")
  private List<Row> rows;

  @Option(names = "--rounds", defaultValue = "3", description = "rounds of each row but calm")
  private int rounds;

  @Option(names = "--rate", defaultValue = "50000", description = "messages a second")
  private int rate;

  @Option(names = "--calm-rate", defaultValue = "2000", description = "of the calm row")
  private int calmRate;

  @Option(names = "--streams-rate", defaultValue = "20000", description = "of the streams row")
  private int streamsRate;

  @Option(
      names = "--symbols",
      split = ",",
      defaultValue = "5,150,1593",
      description = "of the streams row; each has two streams")
  private List<Integer> symbolCounts;

  @Option(
      names = "--rates",
      split = ",",
      defaultValue = "1000,10000,50000,100000",
      description = "messages a second of the rates row, which come evenly")
  private List<Integer> rates;

  @Option(names = "--warm-up", defaultValue = "6", description = "seconds before each window")
  private int warmUp;

  @Option(names = "--window", defaultValue = "3", description = "seconds that are measured")
  private int window;

  @Option(
      names = "--flags",
      defaultValue = "",
      description = "flags of both clients' JVMs, separated by blanks; begin with a blank")
  private String flags;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "another setting of Caravan's, to see what it costs; repeat it for more")
  private List<String> settings = new ArrayList<>();

  @Option(
      names = "--folder",
      description = "where clients write their files (default: /dev/shm, where there is one)")
  private @Nullable Path parent;

  @Option(
      names = "--pin",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "clients on the last core, the venue on the first (default: yes)")
  private boolean pin;

  public static void main(String[] arguments) {
    System.exit(
        new CommandLine(new CostBench())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path folder = parent == null ? BenchFolder.make() : BenchFolder.make(parent);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
    int cores = Runtime.getRuntime().availableProcessors();
    boolean isPinned = pin && cores > 1 && Files.isExecutable(Path.of("/usr/bin/taskset"));
    Setting setting =
        new Setting(
            jar.toAbsolutePath().toString(),
            benchClasses(),
            folder,
            flags.isBlank() ? List.of() : List.of(flags.strip().split("\\s+")),
            isPinned ? cores - 1 : -1,
            isPinned ? 0 : -1,
            Setting.DEFAULT_SYMBOLS);
    Trial loud =
        new Trial(setting, false, rate, Duration.ofSeconds(warmUp), Duration.ofSeconds(window));
    Trial calm =
        new Trial(setting, false, calmRate, Duration.ofSeconds(warmUp), Duration.ofSeconds(window));
    CostTable table = new CostTable();
    List<Measurement> bare = new ArrayList<>();
    if (rows.contains(Row.RECORDING)) {
      List<Measurement> caravan = new ArrayList<>();
      for (int round = 1; round <= rounds; round++) {
        bare.add(said("bare", round, loud.bare()));
        caravan.add(said("caravan", round, loud.caravan(with(NO_ROTATION))));
      }
      table.add(String.format(Locale.ROOT, "bare Netty, %,d/s", rate), bare, bare);
      table.add(String.format(Locale.ROOT, "Caravan, %,d/s, recording", rate), caravan, bare);
    }
    if (rows.contains(Row.SATURATION)) {
      addSaturation(table, setting);
    }
    if (rows.contains(Row.SEALING)) {
      boolean isBareKnown = !bare.isEmpty();
      List<Measurement> sealing = new ArrayList<>();
      for (int round = 1; round <= rounds; round++) {
        if (!isBareKnown) {
          bare.add(said("bare", round, loud.bare()));
        }
        sealing.add(said("caravan sealing", round, loud.caravan(with(OFTEN))));
      }
      table.add(
          String.format(Locale.ROOT, "Caravan, %,d/s, recording and sealing", rate), sealing, bare);
    }
    if (rows.contains(Row.CALM)) {
      List<Measurement> bareCalm = List.of(said("bare calm", 1, calm.bare()));
      List<Measurement> caravanCalm =
          List.of(said("caravan calm", 1, calm.caravan(with(NO_ROTATION))));
      table.add(String.format(Locale.ROOT, "bare Netty, %,d/s", calmRate), bareCalm, bareCalm);
      table.add(String.format(Locale.ROOT, "Caravan, %,d/s", calmRate), caravanCalm, bareCalm);
    }
    if (rows.contains(Row.STREAMS)) {
      addStreams(table, setting);
    }
    if (rows.contains(Row.TLS)) {
      addTls(table, setting);
    }
    LifeTable lives = new LifeTable();
    if (rows.contains(Row.LIFE)) {
      addLives(lives, setting.withSymbols(LIFE_SYMBOLS));
    }
    if (rows.contains(Row.RATES)) {
      for (int each : rates) {
        addLife(lives, "", setting, each, false, NO_ROTATION);
      }
    }
    if (rows.contains(Row.ALL_ON)) {
      addLife(lives, "", setting, rate, false, NO_ROTATION);
      addLife(lives, ", sealing", setting, rate, false, OFTEN);
      addLife(lives, ", sealing, 3 pages, metrics", setting, rate, true, OFTEN);
    }
    System.out.println(machine(isPinned));
    System.out.println();
    if (rows.stream().anyMatch(row -> row.compareTo(Row.LIFE) < 0)) {
      System.out.println(table);
    }
    if (rows.stream().anyMatch(row -> row.compareTo(Row.LIFE) >= 0)) {
      System.out.println(lives);
    }
    System.out.println(
        "Every recording was compared with what was sent: nothing missing or doubled.");
    return 0;
  }

  /**
   * As from the README, then with {@code config/jvm.options} and its cache, and C1 alone. The cache
   * is the kind that is best for the Java that runs this, as config/jvm.options says.
   */
  private void addLives(LifeTable lives, Setting setting) throws IOException, InterruptedException {
    boolean isAheadOfTime = Runtime.version().feature() >= 25;
    Path caches = Files.createTempDirectory("caravan-bench-cache");
    Path cache = caches.resolve("caravan.cache");
    Path options = caches.resolve("jvm.options");
    try {
      try (Java demo =
          Java.start(
              setting.folder(),
              "demo",
              setting.clientCore(),
              List.of(
                  (isAheadOfTime ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=") + cache,
                  "-Xlog:disable",
                  "-jar",
                  setting.jar(),
                  "demo",
                  "--seconds",
                  "5",
                  "--port",
                  "0"))) {
        demo.readAll();
        demo.await();
      }
      Files.writeString(
          options,
          Files.readString(Path.of("config", "jvm.options"))
              .replace("-XX:SharedArchiveFile=caravan.jsa", "-XX:SharedArchiveFile=" + cache));
      List<String> withCache = List.of("@" + options);
      List<String> small = List.of("@" + options, "-XX:TieredStopAtLevel=1");
      Map<String, List<String>> kinds = new LinkedHashMap<>();
      kinds.put("", List.of());
      kinds.put(", jvm.options and cache", withCache);
      kinds.put(", the first compiler alone besides", small);
      Map<String, List<LifeTrial.Life>> all = new LinkedHashMap<>();
      for (int round = 1; round <= rounds; round++) {
        for (Map.Entry<String, List<String>> kind : kinds.entrySet()) {
          all.computeIfAbsent(kind.getKey(), unseen -> new ArrayList<>())
              .add(life(setting.withFlags(kind.getValue()), calmRate, false, NO_ROTATION));
        }
      }
      all.forEach(
          (kind, some) ->
              lives.add(String.format(Locale.ROOT, "Caravan, %,d/s%s", calmRate, kind), some));
    } finally {
      delete(caches);
    }
  }

  private void addLife(
      LifeTable lives,
      String what,
      Setting setting,
      int messages,
      boolean isWatched,
      List<String> more)
      throws IOException, InterruptedException {
    List<LifeTrial.Life> all = new ArrayList<>();
    for (int round = 1; round <= rounds; round++) {
      all.add(life(setting, messages, isWatched, more));
    }
    lives.add(String.format(Locale.ROOT, "Caravan, %,d/s%s", messages, what), all);
  }

  private LifeTrial.Life life(Setting setting, int messages, boolean isWatched, List<String> more)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(settings);
    all.addAll(more);
    LifeTrial.Life life =
        new LifeTrial(
                setting,
                messages,
                Duration.ofSeconds(warmUp),
                Duration.ofSeconds(window),
                isWatched)
            .run(all);
    System.err.println(life);
    return life;
  }

  /** Ratios are to the fewest streams. */
  private void addStreams(CostTable table, Setting setting)
      throws IOException, InterruptedException {
    Map<Integer, List<Measurement>> measured = new LinkedHashMap<>();
    for (int round = 1; round <= rounds; round++) {
      for (int symbols : symbolCounts) {
        Setting many = setting.withSymbols(symbols);
        Trial trial =
            new Trial(
                many, false, streamsRate, Duration.ofSeconds(warmUp), Duration.ofSeconds(window));
        measured
            .computeIfAbsent(many.streams(), streams -> new ArrayList<>())
            .add(said(many.streams() + " streams", round, trial.caravan(with(NO_ROTATION))));
      }
    }
    List<Measurement> fewest = measured.values().iterator().next();
    measured.forEach(
        (streams, all) ->
            table.add(
                String.format(Locale.ROOT, "Caravan, %,d/s, %,d streams", streamsRate, streams),
                all,
                fewest));
  }

  private void addSaturation(CostTable table, Setting setting)
      throws IOException, InterruptedException {
    FloodTrial flood =
        new FloodTrial(setting, rate, Duration.ofSeconds(warmUp), Duration.ofSeconds(window));
    List<Measurement> bare = new ArrayList<>();
    List<Measurement> caravan = new ArrayList<>();
    for (int round = 1; round <= rounds; round++) {
      bare.add(said("bare, saturated", round, flood.bare()));
      caravan.add(said("caravan, saturated", round, flood.caravan(with(NO_ROTATION))));
    }
    table.add("bare Netty, saturated", bare, bare);
    table.add("Caravan, saturated", caravan, bare);
  }

  /** Ratios are to plain. */
  private void addTls(CostTable table, Setting setting) throws IOException, InterruptedException {
    Map<Boolean, List<Measurement>> measured = new LinkedHashMap<>();
    for (int round = 1; round <= rounds; round++) {
      for (boolean isTls : List.of(false, true)) {
        Trial trial =
            new Trial(setting, isTls, rate, Duration.ofSeconds(warmUp), Duration.ofSeconds(window));
        measured
            .computeIfAbsent(isTls, unseen -> new ArrayList<>())
            .add(said(isTls ? "tls" : "plain", round, trial.caravan(with(NO_ROTATION))));
      }
    }
    List<Measurement> plain = measured.values().iterator().next();
    measured.forEach(
        (isTls, all) ->
            table.add(
                String.format(Locale.ROOT, "Caravan, %,d/s, %s", rate, isTls ? "TLS" : "plain"),
                all,
                plain));
  }

  private List<String> with(List<String> rotation) {
    List<String> all = new ArrayList<>(settings);
    all.addAll(rotation);
    return all;
  }

  private static Measurement said(String who, int round, Measurement measured) {
    System.err.printf(
        Locale.ROOT,
        "%s %d: %.2f µs, %,.0f messages a second, %s%n",
        who,
        round,
        measured.microsPerMessage(),
        measured.rate(),
        parts(measured));
    return measured;
  }

  private static Map<String, String> parts(Measurement measured) {
    Map<String, String> parts = new LinkedHashMap<>();
    for (CpuTime.Part part : CpuTime.Part.values()) {
      parts.put(part.label, String.format(Locale.ROOT, "%.2f", measured.microsPerMessage(part)));
    }
    return parts;
  }

  private static String benchClasses() {
    return Path.of(CostBench.class.getProtectionDomain().getCodeSource().getLocation().getPath())
        .toAbsolutePath()
        .toString();
  }

  private String machine(boolean isPinned) throws IOException {
    String model =
        Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
            .filter(line -> line.startsWith("model name"))
            .map(line -> line.substring(line.indexOf(':') + 1).strip())
            .findFirst()
            .orElse("unknown CPU");
    return Runtime.getRuntime().availableProcessors()
        + " × "
        + model
        + ", JDK "
        + Runtime.version()
        + ", TCP by "
        + Files.readString(Path.of("/proc/sys/net/ipv4/tcp_congestion_control")).strip()
        + ", clients "
        + (isPinned
            ? "on one core (where the JVM chooses the serial collector)"
            : "on any core, collector " + collectors())
        + (flags.isBlank() ? "" : ", flags " + flags.strip())
        + (settings.isEmpty() ? "" : ", Caravan with " + String.join(" ", settings))
        + ", warm-up "
        + warmUp
        + " s, window "
        + window
        + " s";
  }

  private static String collectors() {
    return ManagementFactory.getGarbageCollectorMXBeans().stream()
        .map(GarbageCollectorMXBean::getName)
        .collect(Collectors.joining(" and "));
  }

  private static void delete(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    } catch (IOException | UncheckedIOException e) {
      System.err.println("left behind, delete it by hand: " + folder);
    }
  }
}
