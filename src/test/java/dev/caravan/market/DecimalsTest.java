package dev.caravan.market;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.math.BigDecimal;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers are exact, whoever writes them. */
class DecimalsTest {

  @ParameterizedTest
  @CsvSource({
    "58942.01000000,58942.01000000",
    "0,0",
    "0.000,0.000",
    "-3058.40,-3058.40",
    "1.16539E8,116539000",
    "7.9276E-4,0.00079276",
    "1e0,1",
    "12e+2,1200",
    "53441606.52411221454674732293,53441606.52411221454674732293",
    "1079953210371761700,1079953210371761700",
    "-9223372036854775809,-9223372036854775809",
    "0000000000000000000000001.5,1.5",
  })
  void shouldKeepEveryDigit(String text, String expected) {
    assertEquals(new BigDecimal(expected), parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-",
        ".",
        "1.",
        ".5",
        "+1",
        "1e",
        "1e+",
        "1e999999999",
        "1e41",
        "1e-41",
        "1,5",
        " 1",
        "1 ",
        "NaN",
        "Infinity",
        "0x1",
        "1_0",
        "--1",
        "1e1.5",
        "١",
        "11111111111111111111111111111111111111111"
      })
  void shouldRefuseWhatIsNoNumberOrTooDear(String text) {
    assertNull(parse(text));
  }

  @Property(tries = 500)
  void shouldAgreeWithTheLibraryOnEveryNumber(@ForAll("numbers") String text) {
    BigDecimal expected = new BigDecimal(text);

    assertEquals(expected.scale() < 0 ? expected.setScale(0) : expected, parse(text));
  }

  @Provide
  Arbitrary<String> numbers() {
    Arbitrary<String> digits = Arbitraries.strings().numeric().ofMinLength(1).ofMaxLength(20);
    Arbitrary<String> fraction =
        Arbitraries.oneOf(Arbitraries.just(""), digits.map(text -> "." + text));
    Arbitrary<String> exponent =
        Arbitraries.oneOf(
            Arbitraries.just(""), Arbitraries.integers().between(-40, 40).map(e -> "E" + e));
    return digits.flatMap(
        whole ->
            fraction.flatMap(
                part ->
                    exponent.flatMap(e -> Arbitraries.of("", "-").map(s -> s + whole + part + e))));
  }

  private static BigDecimal parse(String text) {
    char[] padded = ("9" + text + "9").toCharArray();
    return Decimals.parse(padded, 1, padded.length - 1);
  }
}
