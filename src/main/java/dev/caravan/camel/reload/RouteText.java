package dev.caravan.camel.reload;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Holds one route file as it was read.
 *
 * @param file its name without folders, {@code web.camel.yaml}
 * @param location where Camel says it came from, {@code file:/srv/routes/web.camel.yaml}
 * @param sha256 of the bytes, hex
 */
public record RouteText(String file, String location, String text, String sha256) {

  public RouteText {
    requireNonNull(file, "file");
    requireNonNull(location, "location");
    requireNonNull(text, "text");
    requireNonNull(sha256, "sha256");
  }

  /** Decodes the bytes of a file, without the mark that some editors put in front. */
  public static RouteText of(String file, String location, byte[] bytes) {
    return new RouteText(file, location, text(bytes), sha256(bytes));
  }

  static String text(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
