package dev.caravan.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What all runs of one benchmark have in common.
 *
 * @param jar the packaged Caravan
 * @param benchClasses where the bare client's class is
 * @param folder where everything is written; in memory if possible
 * @param flags of both clients' JVMs
 * @param clientCore where the clients run, -1 for anywhere
 * @param generatorCore where the load generator runs, -1 for anywhere
 * @param symbolCount how many symbols; each has a book and trades
 */
record Setting(
    String jar,
    String benchClasses,
    Path folder,
    List<String> flags,
    int clientCore,
    int generatorCore,
    int symbolCount) {

  static final int DEFAULT_SYMBOLS = 10;

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

  Setting withSymbols(int count) {
    return new Setting(jar, benchClasses, folder, flags, clientCore, generatorCore, count);
  }

  Setting withFlags(List<String> more) {
    List<String> all = new ArrayList<>(more);
    all.addAll(flags);
    return new Setting(jar, benchClasses, folder, all, clientCore, generatorCore, symbolCount);
  }

  int streams() {
    return symbolCount * CHANNELS.size();
  }

  String symbols() {
    return String.join(",", symbolList());
  }

  /** Real names first, then {@code M0010USDT} and so on. */
  private List<String> symbolList() {
    return IntStream.range(0, symbolCount)
        .mapToObj(
            number ->
                number < SYMBOLS.size()
                    ? SYMBOLS.get(number)
                    : String.format(Locale.ROOT, "M%04dUSDT", number))
        .toList();
  }

  String channels() {
    return String.join(",", CHANNELS);
  }

  String streamNames() {
    return symbolList().stream()
        .flatMap(
            symbol ->
                CHANNELS.stream().map(channel -> symbol.toLowerCase(Locale.ROOT) + "@" + channel))
        .collect(Collectors.joining(","));
  }

  /** Starts a venue in a JVM of its own; its address is the first line it prints. */
  Java startVenue(Class<? extends LoopbackVenue> venue, int rate) throws IOException {
    return Java.start(
        folder,
        "venue",
        generatorCore,
        List.of("-cp", benchClasses, venue.getName(), symbols(), Integer.toString(rate)));
  }

  /** The arguments of a client's JVM. */
  List<String> java(String... arguments) {
    List<String> all = new ArrayList<>(flags);
    all.addAll(Arrays.asList(arguments));
    return all;
  }
}
