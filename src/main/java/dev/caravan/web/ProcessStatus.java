package dev.caravan.web;

import java.lang.management.ManagementFactory;

/**
 * What this process uses at one moment.
 *
 * @param cpus processors it may use
 * @param cpuLoad share of all those processors, 0 to 1; negative where it is not known yet
 */
public record ProcessStatus(
    long pid,
    int cpus,
    double cpuLoad,
    long heapUsedBytes,
    long heapMaxBytes,
    int threads,
    long openFiles) {

  /** Asks the running JVM. */
  public static ProcessStatus now() {
    var heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    var system = ManagementFactory.getOperatingSystemMXBean();
    double cpuLoad = -1;
    long openFiles = -1;
    if (system instanceof com.sun.management.OperatingSystemMXBean known) {
      cpuLoad = known.getProcessCpuLoad();
    }
    if (system instanceof com.sun.management.UnixOperatingSystemMXBean unix) {
      openFiles = unix.getOpenFileDescriptorCount();
    }
    return new ProcessStatus(
        ProcessHandle.current().pid(),
        system.getAvailableProcessors(),
        cpuLoad,
        heap.getUsed(),
        heap.getMax(),
        ManagementFactory.getThreadMXBean().getThreadCount(),
        openFiles);
  }
}
