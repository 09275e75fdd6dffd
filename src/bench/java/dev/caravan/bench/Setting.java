package dev.caravan.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What all runs of one benchmark have in common.
 *
 * @param jar the packaged Caravan
 * @param benchClasses where the bare client's class is
 * @param folder where everything is written; in memory if possible
 * @param flags of both clients' JVMs
 * @param clientCore where the clients run, -1 for anywhere
 * @param generatorCore where the load generator runs, -1 for anywhere
 */
record Setting(
    String jar,
    String benchClasses,
    Path folder,
    List<String> flags,
    int clientCore,
    int generatorCore) {

  private static final List<String> SYMBOLS =
      List.of(
          "BTCUSDT",
          "ETHUSDT",
          "SOLUSDT",
          "XRPUSDT",
          "BNBUSDT",
          "DOGEUSDT",
          "ADAUSDT",
          "TRXUSDT",
          "AVAXUSDT",
          "LINKUSDT");
  private static final List<String> CHANNELS = List.of("depth20@100ms", "trade");

  String symbols() {
    return String.join(",", SYMBOLS);
  }

  String channels() {
    return String.join(",", CHANNELS);
  }

  String streamNames() {
    return SYMBOLS.stream()
        .flatMap(
            symbol ->
                CHANNELS.stream().map(channel -> symbol.toLowerCase(Locale.ROOT) + "@" + channel))
        .collect(Collectors.joining(","));
  }

  /** The arguments of a client's JVM. */
  List<String> java(String... arguments) {
    List<String> all = new ArrayList<>(flags);
    all.addAll(Arrays.asList(arguments));
    return all;
  }
}
