package dev.caravan.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SegmentNameTest {
  private static final SegmentName NAME =
      new SegmentName(42, Instant.parse("2026-11-20T13:00:00.000Z"));

  @Test
  void shouldNameItsThreeFiles() {
    assertEquals("000042-2026-11-20T13-00-00.000Z.jsonl", NAME.plainFile());
    assertEquals("000042-2026-11-20T13-00-00.000Z.jsonl.zst", NAME.compressedFile());
    assertEquals("000042-2026-11-20T13-00-00.000Z.manifest.json", NAME.manifestFile());
  }

  @Property
  void shouldReadWhatItWrote(
      @ForAll @LongRange(min = 1, max = 999_999_999_999L) long number,
      @ForAll @LongRange(min = 0, max = 4_000_000_000_000_000_000L) long startedAtNs) {
    SegmentName name = SegmentName.at(number, startedAtNs);

    assertEquals(Optional.of(name), SegmentName.parse(name.plainFile()));
    assertEquals(Optional.of(name), SegmentName.parse(name.compressedFile()));
    assertEquals(Optional.of(name), SegmentName.parse(name.manifestFile()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "000042-2026-11-20T13-00-00.000Z",
        "000042-2026-11-20T13-00-00.000Z.jsonl.part",
        "000042-2026-11-20T13-00-00.000Z.jsonl.zst.part",
        "42-2026-11-20T13-00-00.000Z.jsonl",
        "0000042-2026-11-20T13-00-00.000Z.jsonl",
        "000000-2026-11-20T13-00-00.000Z.jsonl",
        "000042-2026-13-20T13-00-00.000Z.jsonl",
        "000042-2026-02-30T13-00-00.000Z.jsonl",
        "caravan.lock"
      })
  void shouldReadNothingElse(String file) {
    assertTrue(SegmentName.parse(file).isEmpty());
  }

  @Test
  void shouldOrderByNumber() {
    SegmentName later = new SegmentName(1_000_000, Instant.EPOCH);

    assertTrue(NAME.compareTo(later) < 0);
  }
}
