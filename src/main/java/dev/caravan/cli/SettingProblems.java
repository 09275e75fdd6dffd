package dev.caravan.cli;

import dev.caravan.clock.EpochNanoClock;
import dev.caravan.config.CaravanConfig;
import dev.caravan.config.SymbolEntries;
import dev.caravan.stream.ProxyAddress;
import dev.caravan.stream.TlsTrust;
import dev.caravan.telegram.TelegramSetup;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds what is wrong with values that only the part which uses them can judge. */
final class SettingProblems {

  private SettingProblems() {}

  /** All of them; reads the files that the configuration names, opens no socket. */
  static List<String> of(CaravanConfig config) {
    List<String> problems = new ArrayList<>();
    for (String venue : config.names("caravan.venues")) {
      String prefix = "caravan.venues." + venue;
      try {
        SymbolEntries.read(config.text(venue, "symbols"));
      } catch (IOException e) {
        problems.add(prefix + ".symbols: " + e.getMessage());
      }
      String proxy = config.text(venue, "proxy");
      try {
        if (!proxy.isEmpty()) {
          ProxyAddress.parse(proxy);
        }
      } catch (IllegalArgumentException e) {
        problems.add(prefix + ".proxy: " + e.getMessage());
      }
      String certificate = config.text(venue, "trust-certificate");
      try {
        if (!certificate.isEmpty()) {
          TlsTrust.load(Optional.of(Path.of(certificate)), EpochNanoClock.system());
        }
      } catch (IOException | IllegalArgumentException e) {
        problems.add(prefix + ".trust-certificate: " + e.getMessage());
      }
    }
    problems.addAll(telegram(config).problems());
    return problems;
  }

  /** As the configuration says it. */
  static TelegramSetup telegram(CaravanConfig config) {
    return new TelegramSetup(
        Optional.of(config.text("caravan.telegram.token")),
        Optional.of(config.text("caravan.telegram.chat-id")),
        config.text("caravan.telegram.base-uri"));
  }
}
