package dev.caravan.web;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What the machine does at one moment; -1 where it does not say, as outside Linux.
 *
 * @param cpuLoad share of all processors, 0 to 1
 * @param memoryBytes that it has; {@code availableBytes} of them can be had
 * @param residentBytes of this process
 * @param receivedBytes through all networks but the loopback, since the machine started; {@code
 *     sentBytes} likewise
 */
public record MachineStatus(
    double cpuLoad,
    long memoryBytes,
    long availableBytes,
    long residentBytes,
    long receivedBytes,
    long sentBytes) {

  /** Asks the system. */
  public static MachineStatus now() {
    double cpuLoad = -1;
    if (ManagementFactory.getOperatingSystemMXBean()
        instanceof com.sun.management.OperatingSystemMXBean known) {
      cpuLoad = known.getCpuLoad();
    }
    List<String> memory = lines("/proc/meminfo");
    List<String> networks =
        lines("/proc/net/dev").stream()
            .filter(line -> line.indexOf(':') > 0 && !line.strip().startsWith("lo:"))
            .map(line -> line.substring(line.indexOf(':') + 1))
            .toList();
    return new MachineStatus(
        cpuLoad,
        kibibytes(memory, "MemTotal:"),
        kibibytes(memory, "MemAvailable:"),
        kibibytes(lines("/proc/self/status"), "VmRSS:"),
        sum(networks, 0),
        sum(networks, 8));
  }

  /** Bytes of a line such as {@code VmRSS: 812345 kB}. */
  static long kibibytes(List<String> lines, String label) {
    return lines.stream()
        .filter(line -> line.startsWith(label))
        .mapToLong(line -> column(line.substring(label.length()), 0) * 1024)
        .findFirst()
        .orElse(-1);
  }

  static long sum(List<String> lines, int column) {
    return lines.isEmpty() ? -1 : lines.stream().mapToLong(line -> column(line, column)).sum();
  }

  private static long column(String line, int column) {
    String[] columns = line.strip().split("\\s+");
    try {
      return column < columns.length ? Long.parseLong(columns[column]) : 0;
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static List<String> lines(String file) {
    try {
      return Files.readAllLines(Path.of(file));
    } catch (IOException e) {
      return List.of();
    }
  }
}
