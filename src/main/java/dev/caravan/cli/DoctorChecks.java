package dev.caravan.cli;

import dev.caravan.camel.daemon.Daemon;
import dev.caravan.camel.daemon.DaemonOptions;
import dev.caravan.camel.daemon.RestAccess;
import dev.caravan.camel.reload.RouteSource;
import dev.caravan.clock.EpochNanoClock;
import dev.caravan.config.CaravanConfig;
import dev.caravan.config.SymbolEntries;
import dev.caravan.doctor.Check;
import dev.caravan.doctor.ClockCheck;
import dev.caravan.doctor.DataFolderCheck;
import dev.caravan.doctor.DiskSpaceCheck;
import dev.caravan.doctor.DiskSpeedCheck;
import dev.caravan.doctor.DnsCheck;
import dev.caravan.doctor.FileHandlesCheck;
import dev.caravan.doctor.Finding;
import dev.caravan.doctor.JavaCheck;
import dev.caravan.doctor.LocalCommands;
import dev.caravan.doctor.MemoryCheck;
import dev.caravan.doctor.PermissionsCheck;
import dev.caravan.doctor.PortCheck;
import dev.caravan.doctor.SocketCheck;
import dev.caravan.doctor.TelegramCheck;
import dev.caravan.doctor.VenueTimeCheck;
import dev.caravan.instrument.StreamSelection;
import dev.caravan.instrument.SymbolSelection;
import dev.caravan.rest.RestThread;
import dev.caravan.stream.Dialect;
import dev.caravan.stream.ProxyAddress;
import dev.caravan.stream.TlsTrust;
import dev.caravan.telegram.TelegramSetup;
import dev.caravan.venue.Venues;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/** Puts together what {@code doctor} looks at for one configuration. */
final class DoctorChecks {

  private DoctorChecks() {}

  /** What needs no configuration. */
  static List<Check> ofMachine() {
    return List.of(
        new JavaCheck(Runtime.version()),
        new ClockCheck(new LocalCommands(), Path.of("/run/systemd/timesync/synchronized")));
  }

  /** All the rest, the machine's own first, the network's last. */
  static List<Check> of(CaravanConfig config, ConfigFiles files, RestThread rest)
      throws IOException {
    Path dataDir = Path.of(config.text("caravan.data-dir"));
    long reserve = config.size("caravan.disk.reserve");
    List<String> venues = config.names("caravan.venues");
    RouteSource routes = files.routes(config);
    String logDir = config.text("caravan.log-dir");
    TelegramSetup telegram = SettingProblems.telegram(config);
    List<Check> checks = new ArrayList<>();
    checks.add(
        new MemoryCheck(
            Runtime.getRuntime().maxMemory(),
            config.size("caravan.journal.max-in-flight"),
            Path.of("/proc/meminfo")));
    checks.add(new FileHandlesCheck(mostOpenFiles(), venues.size()));
    checks.add(new DataFolderCheck(dataDir));
    checks.add(
        new PermissionsCheck(
            files.file(),
            config.origin("caravan.telegram.token").contains(".properties:"),
            routes.folder(),
            logDir.isBlank() ? Optional.empty() : Optional.of(Path.of(logDir))));
    checks.add(
        new DiskSpaceCheck(
            dataDir, reserve, config.size("caravan.journal.rotate-size"), venues.size()));
    checks.add(new DiskSpeedCheck(dataDir, config.duration("caravan.journal.sync-every"), reserve));
    checks.add(new PortCheck(config.text("caravan.http.host"), config.number("caravan.http.port")));
    checks.add(routes(config, routes, dataDir));
    Set<String> hosts = new TreeSet<>();
    List<Check> reached = new ArrayList<>();
    for (String venue : venues) {
      reached.addAll(venue(config, venue, rest, hosts));
    }
    if (telegram.isEnabled() && telegram.problems().isEmpty()) {
      hosts.add(URI.create(telegram.baseUri()).getHost());
    }
    checks.add(new DnsCheck(hosts));
    checks.addAll(reached);
    checks.add(new TelegramCheck(telegram));
    return checks;
  }

  private static long mostOpenFiles() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.UnixOperatingSystemMXBean unix
        ? unix.getMaxFileDescriptorCount()
        : -1;
  }

  private static Check routes(CaravanConfig config, RouteSource routes, Path dataDir) {
    return new Check() {
      @Override
      public String name() {
        return "routes";
      }

      @Override
      public List<Finding> look() throws Exception {
        List<String> problems =
            Daemon.routeProblems(new DaemonOptions(config, routes, dataDir, Version.number()));
        return problems.isEmpty()
            ? List.of(Finding.ok(name(), "all of " + ConfigFiles.origin(routes) + " can be built"))
            : problems.stream()
                .map(problem -> Finding.fail(name(), problem, "mend it; run would refuse to start"))
                .toList();
      }
    };
  }

  private static List<Check> venue(
      CaravanConfig config, String venue, RestThread rest, Set<String> hosts) {
    List<Check> checks = new ArrayList<>();
    try {
      String proxyText = config.text(venue, "proxy");
      Optional<ProxyAddress> proxy =
          proxyText.isEmpty() ? Optional.empty() : Optional.of(ProxyAddress.parse(proxyText));
      Set<URI> addresses = addresses(config, venue);
      if (addresses.isEmpty()) {
        checks.add(
            problem(
                venue + ": nothing to record",
                "set caravan.venues." + venue + ".symbols and .channels"));
      }
      for (URI address : addresses) {
        hosts.add(proxy.map(ProxyAddress::host).orElseGet(address::getHost));
        checks.add(new SocketCheck(venue, address, trust(config, venue, address), proxy));
      }
      RestAccess access = RestAccess.of(config, venue, rest);
      access
          .client()
          .ifPresent(
              client -> {
                hosts.add(proxy.map(ProxyAddress::host).orElseGet(() -> client.base().getHost()));
                checks.add(
                    new VenueTimeCheck(
                        client,
                        EpochNanoClock.system(),
                        config.duration("caravan.watch.clock-offset")));
              });
    } catch (IOException | IllegalArgumentException e) {
      checks.add(problem(venue + ": " + e.getMessage(), "run would refuse to start"));
    }
    return checks;
  }

  private static Check problem(String said, String next) {
    return DoctorCommand.found(Finding.fail("venue", said, next));
  }

  /** Where the streams' connections go: each host with each path once. */
  private static Set<URI> addresses(CaravanConfig config, String venue) throws IOException {
    Dialect dialect = Venues.dialect(venue);
    String url = config.text(venue, "websocket-url");
    SymbolSelection symbols = SymbolSelection.of(SymbolEntries.read(config.text(venue, "symbols")));
    StreamSelection selection =
        StreamSelection.of(
            symbols, config.names("caravan.venues." + venue + ".channels"), dialect::isOfVenue);
    // A pattern's symbols are not known before the venue was asked; any one has the same path.
    List<String> one = symbols.isEmpty() ? List.of() : List.of(example(symbols));
    Set<URI> addresses = new LinkedHashSet<>();
    selection.streams(one).stream()
        .filter(stream -> !dialect.isOverRestOnly(stream))
        .map(dialect::path)
        .distinct()
        .forEach(
            path ->
                (url.isEmpty() ? dialect.websocketUrls(path).stream() : Stream.of(URI.create(url)))
                    .map(base -> URI.create(base + withoutFragment(path)))
                    .forEach(addresses::add));
    return addresses;
  }

  private static String example(SymbolSelection symbols) {
    return symbols.names().isEmpty() ? "BTCUSDT" : symbols.names().iterator().next();
  }

  private static String withoutFragment(String path) {
    int fragment = path.indexOf('#');
    return fragment < 0 ? path : path.substring(0, fragment);
  }

  private static Optional<SSLContext> trust(CaravanConfig config, String venue, URI address)
      throws IOException {
    String certificate = config.text(venue, "trust-certificate");
    return "wss".equals(address.getScheme())
        ? Optional.of(
            TlsTrust.load(
                    certificate.isEmpty() ? Optional.empty() : Optional.of(Path.of(certificate)),
                    EpochNanoClock.system())
                .jdkContext())
        : Optional.empty();
  }
}
