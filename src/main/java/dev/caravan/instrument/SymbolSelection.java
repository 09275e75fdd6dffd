package dev.caravan.instrument;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which symbols an operator means: names, and patterns with {@code *} for anything and {@code ?}
 * for one character, both without regard to case.
 *
 * <p>Names mean themselves, trading or not; patterns mean what the venue lists as trading.
 *
 * @param names in the order written, in capitals; the venue's list knows the exact spelling
 * @param patterns in the order written, in capitals
 */
public record SymbolSelection(List<String> names, List<String> patterns) {

  /**
   * What a selection means for one list of instruments.
   *
   * @param symbols as the venue spells them, names first, then the patterns' in sorted order
   * @param unknown names that the venue does not list
   * @param unmatched patterns that fit nothing
   * @param halted chosen by name, listed, but not trading
   */
  public record Resolution(
      List<String> symbols, List<String> unknown, List<String> unmatched, List<String> halted) {
    public Resolution {
      symbols = List.copyOf(symbols);
      unknown = List.copyOf(unknown);
      unmatched = List.copyOf(unmatched);
      halted = List.copyOf(halted);
    }
  }

  public SymbolSelection {
    names = List.copyOf(names);
    patterns = List.copyOf(patterns);
  }

  /** Takes entries apart; blank ones are nothing, repeated ones are one. */
  public static SymbolSelection of(Collection<String> entries) {
    Set<String> names = new LinkedHashSet<>();
    Set<String> patterns = new LinkedHashSet<>();
    for (String entry : entries) {
      String symbol = entry.strip().toUpperCase(Locale.ROOT);
      if (!symbol.isEmpty()) {
        (Glob.isPattern(symbol) ? patterns : names).add(symbol);
      }
    }
    return new SymbolSelection(List.copyOf(names), List.copyOf(patterns));
  }

  public boolean isEmpty() {
    return names.isEmpty() && patterns.isEmpty();
  }

  /** Whether only the venue's list can say what is meant. */
  public boolean needsList() {
    return !patterns.isEmpty();
  }

  /** Finds what is meant; patterns take what is trading. */
  public Resolution resolve(Collection<Instrument> listed) {
    return resolve(listed, Instrument::isTrading);
  }

  /**
   * Finds what is meant.
   *
   * @param counts whether patterns take this instrument
   */
  public Resolution resolve(Collection<Instrument> listed, Predicate<Instrument> counts) {
    Map<String, Instrument> bySymbol = new LinkedHashMap<>();
    for (Instrument instrument : listed) {
      bySymbol.putIfAbsent(instrument.symbol().toUpperCase(Locale.ROOT), instrument);
    }
    Set<String> symbols = new LinkedHashSet<>();
    List<String> unknown = new ArrayList<>();
    List<String> halted = new ArrayList<>();
    for (String name : names) {
      Instrument instrument = bySymbol.get(name);
      if (instrument == null) {
        unknown.add(name);
      } else {
        symbols.add(instrument.symbol());
        if (!instrument.isTrading()) {
          halted.add(instrument.symbol());
        }
      }
    }
    Set<String> unmatched = new HashSet<>(patterns);
    Set<String> matched = new LinkedHashSet<>();
    for (String pattern : patterns) {
      Glob glob = Glob.of(pattern);
      for (Map.Entry<String, Instrument> entry : bySymbol.entrySet()) {
        if (glob.matches(entry.getKey()) && counts.test(entry.getValue())) {
          unmatched.remove(pattern);
          matched.add(entry.getValue().symbol());
        }
      }
    }
    matched.stream().sorted().forEach(symbols::add);
    return new Resolution(
        List.copyOf(symbols),
        unknown,
        patterns.stream().filter(unmatched::contains).toList(),
        halted);
  }
}
