package dev.caravan.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ThrowAwayCertificateTest {

  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

  @TempDir Path folder;

  @Test
  void shouldNameLoopbackOnly() throws Exception {
    ThrowAwayCertificate made = ThrowAwayCertificate.make(NOW);

    assertEquals(
        List.of(List.of(2, "localhost"), List.of(7, "127.0.0.1"), List.of(7, "0:0:0:0:0:0:0:1")),
        List.copyOf(made.certificate().getSubjectAlternativeNames()));
    assertEquals("CN=caravan simulator", made.certificate().getSubjectX500Principal().getName());
    assertEquals(3, made.certificate().getVersion());
  }

  @Test
  void shouldBeValidForAYear() throws Exception {
    ThrowAwayCertificate made = ThrowAwayCertificate.make(NOW);

    made.certificate().checkValidity(Date.from(NOW.plus(Duration.ofDays(364))));
    assertThrows(
        CertificateExpiredException.class,
        () -> made.certificate().checkValidity(Date.from(NOW.plus(Duration.ofDays(366)))));
  }

  @Test
  void shouldWriteTheCertificateAndNotTheKey() throws Exception {
    ThrowAwayCertificate made = ThrowAwayCertificate.make(NOW);
    Path file = folder.resolve("simulator.pem");

    made.write(file);

    try (InputStream in = Files.newInputStream(file)) {
      assertEquals(
          made.certificate(), CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    assertFalse(Files.readString(file).contains("KEY"));
  }

  @Test
  void shouldDifferEachTime() {
    assertTrue(
        !ThrowAwayCertificate.make(NOW)
            .certificate()
            .getSerialNumber()
            .equals(ThrowAwayCertificate.make(NOW).certificate().getSerialNumber()));
  }
}
