package dev.caravan.health;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.Locale;

/** Tells how full the long-lived part of the heap was after the last collection of it. */
public final class HeapUse {

  private static final List<String> SHORT_LIVED = List.of("eden", "survivor", "young");

  /** They stay what they are for as long as the process runs. */
  private static final List<MemoryPoolMXBean> LONG_LIVED =
      ManagementFactory.getMemoryPoolMXBeans().stream()
          .filter(pool -> pool.getType() == MemoryType.HEAP && isLongLived(pool.getName()))
          .toList();

  private HeapUse() {}

  /** Percent of what it may grow to; 0 before the first collection. */
  public static int percentAfterCollection() {
    return LONG_LIVED.stream().mapToInt(HeapUse::percent).max().orElse(0);
  }

  static boolean isLongLived(String pool) {
    String name = pool.toLowerCase(Locale.ROOT);
    return SHORT_LIVED.stream().noneMatch(name::contains);
  }

  private static int percent(MemoryPoolMXBean pool) {
    MemoryUsage usage = pool.getCollectionUsage();
    if (usage == null) {
      return 0;
    }
    long most = usage.getMax() > 0 ? usage.getMax() : Runtime.getRuntime().maxMemory();
    return (int) (usage.getUsed() * 100 / most);
  }
}
