package dev.caravan.simulator.market;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A symbol with the numbers that make its market look real.
 *
 * <p>Prices and quantities are whole numbers of 0.00000001.
 *
 * @param name as REST and payloads spell it: {@code BTCUSDT}
 * @param price where the market begins
 * @param tick the smallest step of a price
 * @param step the smallest step of a quantity
 * @param typicalSteps how many steps an order typically has
 */
public record SimulatedSymbol(
    String name, String base, String quote, long price, long tick, long step, long typicalSteps) {

  public static final int DEFAULT_COUNT = 5;

  private static final long UNIT = 100_000_000L;

  /** What a typical order is worth, in units of the quote. */
  private static final double ORDER_VALUE = 500;

  private static final List<String> QUOTES =
      List.of("FDUSD", "USDT", "USDC", "TUSD", "BUSD", "EUR", "TRY", "BTC", "ETH", "BNB");

  /** Bases quoted in USDT with a price, in order. */
  private static final String LIST =
      """
      BTC 95000 ETH 3400 SOL 190 BNB 680 XRP 2.3 DOGE 0.36 ADA 0.95 TRX 0.25 AVAX 38 LINK 22
      SUI 4.1 XLM 0.42 TON 5.6 SHIB 0.000022 HBAR 0.29 DOT 7.2 LTC 105 BCH 450 UNI 14
      PEPE 0.000018 NEAR 5.4 APT 9.3 AAVE 330 ICP 10.5 ETC 27 POL 0.49 RENDER 7.6 ARB 0.77
      FIL 5.1 ATOM 6.7 OP 1.9 INJ 21 STX 1.6 IMX 1.4 TAO 480 FET 1.3 WIF 2 BONK 0.00003
      SEI 0.43 GRT 0.2 RUNE 4.7 FLOKI 0.00017 TIA 4.9 PYTH 0.36 ALGO 0.34 LDO 1.8 JUP 0.85
      ENA 0.95 MKR 1500 SAND 0.55 MANA 0.47 GALA 0.036 EGLD 33 AXS 6.1 CHZ 0.085 CRV 0.9
      COMP 75 SNX 2 DYDX 1.5 ZEC 55
      """;

  /** The same with prices in hundred-millionths. */
  private static final Map<String, Long> BASES = bases();

  private static Map<String, Long> bases() {
    Map<String, Long> bases = new LinkedHashMap<>();
    String[] words = LIST.strip().split("\\s+");
    for (int i = 0; i < words.length; i += 2) {
      bases.put(words[i], new BigDecimal(words[i + 1]).movePointRight(8).longValueExact());
    }
    return bases;
  }

  /** The first so many of the built-in list, or made-up names behind its end. */
  public static List<SimulatedSymbol> first(int count) {
    List<String> known = List.copyOf(BASES.keySet());
    List<SimulatedSymbol> symbols = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      symbols.add(named((i < known.size() ? known.get(i) : "SIM" + (i + 1)) + "USDT"));
    }
    return symbols;
  }

  /**
   * The symbols that an option names.
   *
   * @param spec a number, or names separated by commas; empty for the default
   */
  public static List<SimulatedSymbol> of(String spec) {
    if (spec.isBlank()) {
      return first(DEFAULT_COUNT);
    }
    if (spec.matches("\\d{1,5}")) {
      int count = Integer.parseInt(spec);
      if (count < 1) {
        throw new IllegalArgumentException("symbols=" + spec + ": at least 1 is needed");
      }
      return first(count);
    }
    List<SimulatedSymbol> symbols = new ArrayList<>();
    for (String name : spec.split(",")) {
      if (!name.isBlank()) {
        symbols.add(named(name.strip()));
      }
    }
    return symbols.stream().distinct().toList();
  }

  /** Any symbol; an unknown one gets a plausible price. */
  public static SimulatedSymbol named(String anyCase) {
    String name = anyCase.toUpperCase(Locale.ROOT);
    String quote =
        QUOTES.stream()
            .filter(end -> name.endsWith(end) && name.length() > end.length())
            .findFirst()
            .orElse("USDT");
    String base =
        name.endsWith(quote) && name.length() > quote.length()
            ? name.substring(0, name.length() - quote.length())
            : name;
    long price = BASES.getOrDefault(base, UNIT + Math.floorMod(name.hashCode(), 1000) * UNIT / 10);
    long step = price > 1000 * UNIT ? 1_000 : price > 10 * UNIT ? 100_000 : 10_000_000;
    double typicalSteps = ORDER_VALUE * UNIT / price * UNIT / step;
    return new SimulatedSymbol(
        name, base, quote, price, tick(price), step, Math.max(10, (long) typicalSteps));
  }

  private static long tick(long price) {
    if (price >= 10 * UNIT) {
      return UNIT / 100;
    }
    if (price >= UNIT) {
      return UNIT / 10_000;
    }
    if (price >= UNIT / 10) {
      return UNIT / 100_000;
    }
    return price >= UNIT / 1000 ? UNIT / 10_000_000 : 1;
  }
}
