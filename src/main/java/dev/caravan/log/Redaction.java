package dev.caravan.log;

import static java.util.Objects.requireNonNull;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Masks secrets in text that leaves the process.
 *
 * <p>Whatever looks like a Telegram bot token is masked without being known; other secrets are
 * registered when they are read. Registered ones are also masked in their URL-encoded form.
 *
 * <p>Static, since the logging framework makes its converters itself. Thread-safe.
 */
public final class Redaction {

  /** Stands where a secret was. */
  public static final String MASK = "[redacted]";

  /**
   * Shorter texts are not registered: masking "1" everywhere would hide the log, not the secret.
   */
  static final int MIN_SECRET_LENGTH = 6;

  /** Source: core.telegram.org/bots/api "Authorizing your bot", 2026: number, colon, key. */
  private static final Pattern BOT_TOKEN = Pattern.compile("\\d{5,}(?::|%3[Aa])[A-Za-z0-9_-]{20,}");

  // Replaced as a whole by register, longest first; read by every logging thread.
  private static volatile List<String> secrets = List.of();

  private Redaction() {}

  /** Masks this text from now on, wherever it appears; shorter than 6 characters is ignored. */
  public static synchronized void register(String secret) {
    requireNonNull(secret, "secret");
    if (secret.length() < MIN_SECRET_LENGTH) {
      return;
    }
    String encoded = URLEncoder.encode(secret, StandardCharsets.UTF_8);
    secrets =
        Stream.concat(secrets.stream(), Stream.of(secret, encoded))
            .distinct()
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList();
  }

  /** The same text with every secret masked. */
  public static String redact(String text) {
    String masked = text;
    for (String secret : secrets) {
      masked = masked.replace(secret, MASK);
    }
    return BOT_TOKEN.matcher(masked).replaceAll(MASK);
  }
}
