package dev.caravan.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.cli.CatCommand;
import dev.caravan.ledger.Ledger;
import dev.caravan.venue.Venues;
import dev.caravan.verify.LedgerVerdict;
import dev.caravan.verify.Verification;
import dev.caravan.verify.Verifier;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/** Reads recordings as an operator does: by the commands and the verifier. */
public final class Recordings {

  private Recordings() {}

  /** What {@code cat DATA options…} prints; fails where the command does not exit with 0. */
  public static byte[] cat(Path data, String... options) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    List<String> arguments = new ArrayList<>(List.of(data.toString()));
    arguments.addAll(List.of(options));
    int exitCode =
        new CommandLine(new CatCommand(out, new PrintStream(err, true, StandardCharsets.UTF_8)))
            .execute(arguments.toArray(String[]::new));
    assertEquals(0, exitCode, () -> "cat: " + err.toString(StandardCharsets.UTF_8));
    return out.toByteArray();
  }

  public static Verification verify(Path data) throws IOException {
    return new Verifier(Venues::mapping).verify(data);
  }

  /** Verifies, and fails unless every frame that was sent is there exactly once and undamaged. */
  public static Verification assertExact(Path data, Ledger ledger) throws IOException {
    Verification verification = new Verifier(Venues::mapping).verify(data, ledger);
    assertEquals(List.of(), verification.damage(), "damage");
    LedgerVerdict verdict = verification.ledger().orElseThrow();
    assertTrue(verdict.isExact(), () -> "not what was sent: " + verdict);
    assertTrue(verdict.sent() > 0, "nothing was sent, so nothing is proved");
    return verification;
  }
}
