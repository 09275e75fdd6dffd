package dev.caravan.journal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

class UnsyncedBytesTest {

  /** Beside a plain array that holds the same. */
  @Property(tries = 60)
  void shouldHoldWhatWasAddedAndNotDropped(@ForAll @LongRange(min = 0) long seed) {
    Random random = new Random(seed);
    UnsyncedBytes bytes = new UnsyncedBytes();
    byte[] expected = new byte[0];
    for (int step = 0; step < 12; step++) {
      if (random.nextInt(3) > 0) {
        byte[] more = new byte[random.nextInt(random.nextBoolean() ? 1000 : 3 << 20)];
        random.nextBytes(more);
        bytes.add(more, more.length);
        int before = expected.length;
        expected = Arrays.copyOf(expected, before + more.length);
        System.arraycopy(more, 0, expected, before, more.length);
      } else {
        int count = random.nextInt(4) == 0 ? expected.length : random.nextInt(expected.length + 1);
        bytes.drop(count);
        expected = Arrays.copyOfRange(expected, count, expected.length);
      }
      assertEquals(expected.length, bytes.size());
      int offset = random.nextInt(expected.length + 1);
      assertArrayEquals(
          Arrays.copyOfRange(expected, offset, expected.length), behind(bytes, offset));
    }
  }

  private static byte[] behind(UnsyncedBytes bytes, int offset) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (ByteBuffer view : bytes.behind(offset)) {
      byte[] piece = new byte[view.remaining()];
      view.get(piece);
      all.writeBytes(piece);
    }
    return all.toByteArray();
  }
}
