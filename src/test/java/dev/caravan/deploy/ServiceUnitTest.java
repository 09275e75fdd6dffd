package dev.caravan.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The systemd unit is one that systemd takes, and gives the process little. */
class ServiceUnitTest {

  private static final Path UNIT = Path.of("deploy/caravan.service");

  /** In tenths of systemd's scale, on which 100 is a service without any limit. */
  private static final int MOST_EXPOSURE = 15;

  @Test
  void shouldBeAcceptedBySystemd() throws Exception {
    String analyze = Tools.find("systemd-analyze", "systemd");

    Tools.Answer answer =
        Tools.run(Path.of(""), analyze, "verify", UNIT.toAbsolutePath().toString());

    assertFalse(answer.said().contains("caravan.service:"), answer.said());
    if (Files.isExecutable(Path.of("/usr/bin/java"))) {
      answer.assertSucceeded();
    }
  }

  @Test
  void shouldExposeLittle() throws Exception {
    String analyze = Tools.find("systemd-analyze", "systemd");

    Tools.run(
            Path.of(""),
            analyze,
            "security",
            "--offline=true",
            "--no-pager",
            "--threshold=" + MOST_EXPOSURE,
            UNIT.toAbsolutePath().toString())
        .assertSucceeded();
  }

  @Test
  void shouldWaitLongerThanAStopTakesAndNotRestartWhatCannotStart() throws Exception {
    // 10 s for the venues' Close, the rest for the disk: see "Known limits" in the README.
    assertTrue(Integer.parseInt(value("TimeoutStopSec")) >= 60);
    assertEquals("2", value("RestartPreventExitStatus"));
    assertEquals("on-failure", value("Restart"));
  }

  @Test
  void shouldAllowTheMemoryThatTheProcessMayTake() throws Exception {
    String options = Files.readString(Path.of("config/jvm.options"));
    long process =
        mebibytes(options, "-Xmx(\\d+)m") + mebibytes(options, "DirectMemorySize=(\\d+)m");

    assertEquals("1G", value("MemoryMax"));
    assertTrue(process <= 1024 - 256, () -> process + " MiB leave nothing for Java itself");
  }

  private static long mebibytes(String text, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    assertTrue(matcher.find(), pattern);
    return Long.parseLong(matcher.group(1));
  }

  private static String value(String key) throws IOException {
    return value(UNIT, key);
  }

  /** What the unit sets the key to. */
  static String value(Path unit, String key) throws IOException {
    return Files.readAllLines(unit).stream()
        .filter(line -> line.startsWith(key + "="))
        .map(line -> line.substring(key.length() + 1))
        .findFirst()
        .orElseThrow();
  }
}
