package dev.caravan.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks whether the heap holds what may wait for the disk, and the machine holds the heap. */
public final class MemoryCheck implements Check {

  /** What lives besides the bytes in flight, measured with 3,000 streams, doubled. */
  private static final long BESIDES = 96L << 20;

  private static final Pattern AVAILABLE = Pattern.compile("MemAvailable:\\s+(\\d+) kB");

  private final long heapMaxBytes;
  private final long maxInFlightBytes;
  private final Path memInfo;

  /**
   * @param maxInFlightBytes {@code caravan.journal.max-in-flight}
   * @param memInfo {@code /proc/meminfo}
   */
  public MemoryCheck(long heapMaxBytes, long maxInFlightBytes, Path memInfo) {
    this.heapMaxBytes = heapMaxBytes;
    this.maxInFlightBytes = maxInFlightBytes;
    this.memInfo = memInfo;
  }

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public List<Finding> look() throws IOException {
    List<Finding> findings = new ArrayList<>();
    long needed = maxInFlightBytes + BESIDES;
    String heap = "heap of at most " + mib(heapMaxBytes);
    if (heapMaxBytes < maxInFlightBytes) {
      findings.add(
          Finding.fail(
              name(),
              heap + " is less than caravan.journal.max-in-flight=" + mib(maxInFlightBytes),
              "give -Xmx" + (needed >> 20) + "m or lower caravan.journal.max-in-flight"));
    } else if (heapMaxBytes < needed) {
      findings.add(
          Finding.warn(
              name(),
              heap + " is little; " + mib(needed) + " are enough in the worst case",
              "start with java @config/jvm.options, or give -Xmx" + (needed >> 20) + "m"));
    }
    OptionalLong available = availableBytes();
    if (available.isPresent() && available.getAsLong() < Math.min(heapMaxBytes, needed)) {
      findings.add(
          Finding.warn(
              name(),
              mib(available.getAsLong())
                  + " of the machine's memory are available, less than "
                  + mib(Math.min(heapMaxBytes, needed))
                  + " that may be needed",
              "end other programs or lower -Xmx; a machine that swaps stamps frames late"));
    }
    if (findings.isEmpty()) {
      findings.add(
          Finding.ok(
              name(),
              heap
                  + (available.isPresent()
                      ? ", " + mib(available.getAsLong()) + " of the machine's memory available"
                      : "")));
    }
    return findings;
  }

  private OptionalLong availableBytes() throws IOException {
    if (!Files.isReadable(memInfo)) {
      return OptionalLong.empty();
    }
    Matcher matcher = AVAILABLE.matcher(Files.readString(memInfo));
    return matcher.find()
        ? OptionalLong.of(Long.parseLong(matcher.group(1)) << 10)
        : OptionalLong.empty();
  }

  private static String mib(long bytes) {
    return (bytes >> 20) + " MiB";
  }
}
