package dev.caravan.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class UsageErrorsTest {

  private final StringWriter said = new StringWriter();

  @Test
  void shouldNameTheNearestKnownOption() {
    int exitCode = execute("--dta", "x");

    assertEquals(2, exitCode);
    assertTrue(said.toString().contains("--dta"), said::toString);
    assertTrue(said.toString().contains("Did you mean --data?"), said::toString);
    assertTrue(said.toString().contains("--help"), said::toString);
  }

  @Test
  void shouldGuessNothingWhereNothingIsNear() {
    execute("--completely-different");

    assertTrue(!said.toString().contains("Did you mean"), said::toString);
  }

  private int execute(String... arguments) {
    return new CommandLine(new RunCommand())
        .setErr(new PrintWriter(said))
        .setParameterExceptionHandler(new UsageErrors())
        .execute(arguments);
  }
}
