package dev.caravan.camel.secret;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.log.Redaction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretFunctionTest {

  @TempDir Path folder;

  @Test
  void shouldTakeTheVariableOrTheFileAndMaskWhatItGave() throws Exception {
    Path file = Files.writeString(folder.resolve("key"), "key-from-a-file\n");
    SecretFunction secrets =
        new SecretFunction(Map.of("A", "key-from-the-environment", "B_FILE", file.toString()));

    assertEquals("key-from-the-environment", secrets.apply("A"));
    assertEquals("key-from-a-file", secrets.apply("B"));
    assertEquals(
        "x [redacted] [redacted]", Redaction.redact("x key-from-the-environment key-from-a-file"));
  }

  @Test
  void shouldSayWhichVariableIsMissingAndBeFoundByCamel() throws Exception {
    SecretFunction none = new SecretFunction(Map.of());
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> none.apply("SMTP_PASSWORD"))
            .getMessage()
            .contains("SMTP_PASSWORD"));
    try (DefaultCamelContext context = new DefaultCamelContext()) {
      Exception missing =
          assertThrows(
              Exception.class,
              () -> context.resolvePropertyPlaceholders("{{secret:NOT_IN_THIS_ENVIRONMENT}}"));
      assertTrue(missing.toString().contains("secret missing"), missing.toString());
    }
  }
}
