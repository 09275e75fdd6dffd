package dev.caravan.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SeenStreamTest {

  @Test
  void shouldCountAndDigestAlsoWhatIsReadAloneOrSkipped() throws IOException {
    ContentStream whole = new ContentStream(stream("abcdef"));
    whole.drain();
    ContentStream pieces = new ContentStream(stream("abcdef"));

    assertEquals('a', pieces.read());
    assertEquals(3, pieces.skip(3));
    assertEquals('e', pieces.read());
    assertEquals(1, pieces.skip(9));
    assertEquals(-1, pieces.read());

    assertFalse(pieces.markSupported());
    assertEquals(whole.content("file"), pieces.content("file"));
  }

  @Test
  void shouldCompareAlsoWhatIsReadAloneOrSkipped() throws IOException {
    ComparedStream compared = new ComparedStream(stream("abcdef"), stream("abXdeX"));

    assertEquals('a', compared.read());
    assertThrows(ManifestException.class, () -> compared.skip(3));
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }
}
