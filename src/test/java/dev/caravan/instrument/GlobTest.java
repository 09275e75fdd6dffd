package dev.caravan.instrument;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {

  @ParameterizedTest
  @CsvSource({
    "*USDT, BTCUSDT, true",
    "*USDT, BTCUSDC, false",
    "?TC*, BTCUSDT, true",
    "?TC*, TCUSDT, false",
    "BTC.USDT, BTCXUSDT, false",
    "depth20@*, depth20@100ms, true",
    "*, '', true",
  })
  void shouldMeanTheWholeName(String pattern, String name, boolean isMeant) {
    assertEquals(isMeant, Glob.of(pattern).matches(name));
  }

  @Test
  void shouldTellAPatternFromAName() {
    assertTrue(Glob.isPattern("BTC?"));
    assertFalse(Glob.isPattern("[BTC]"));
  }

  @Test
  void shouldMindCaseUnlessTold() {
    assertFalse(Glob.of("btc*").matches("BTCUSDT"));
    assertTrue(Glob.anyCase("btc*").matches("BTCUSDT"));
  }

  @Test
  void shouldNotTakeForeverOverManyStars() {
    Glob glob = Glob.of("a" + "*".repeat(200) + "b");

    assertTimeout(Duration.ofSeconds(2), () -> assertFalse(glob.matches("a".repeat(2_000) + "c")));
  }
}
