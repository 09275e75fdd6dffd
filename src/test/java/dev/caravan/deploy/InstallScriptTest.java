package dev.caravan.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Installing, upgrading and taking away below a folder that stands for the machine. */
class InstallScriptTest {

  private static final String PROPERTIES = "config/caravan.properties";

  @TempDir Path temp;
  private Path checkout;
  private Path root;

  @BeforeEach
  void prepare() throws Exception {
    checkout = Files.createDirectory(temp.resolve("checkout"));
    root = Files.createDirectory(temp.resolve("machine"));
    for (String folder : List.of("config", "routes", "deploy")) {
      copyFolder(Path.of(folder), checkout.resolve(folder));
    }
    Files.copy(Path.of("README.md"), checkout.resolve("README.md"));
    Files.createDirectory(checkout.resolve("target"));
    Files.writeString(checkout.resolve("target/caravan.jar"), "version 1");
    Files.createDirectory(root.resolve("etc"));
    Files.writeString(root.resolve("etc/passwd"), "");
    Files.writeString(root.resolve("etc/group"), "");
  }

  @Test
  void shouldPutEverythingWhereTheUnitLooksForIt() throws Exception {
    script().assertSucceeded();

    assertEquals("version 1", Files.readString(program("caravan.jar")));
    for (String file : List.of(PROPERTIES, "config/jvm.options", "routes/web.camel.yaml")) {
      assertEquals(-1, Files.mismatch(Path.of(file), program(file)), file);
    }
    assertEquals(
        -1,
        Files.mismatch(
            Path.of("deploy/caravan.service"), root.resolve("etc/systemd/system/caravan.service")));
    assertEquals(
        "rw-------", permissions(root.resolve("etc/caravan/secrets.env")), "everyone reads it");
    for (String folder : List.of("etc/caravan", "var/lib/caravan", "var/log/caravan")) {
      assertEquals("rwxr-x---", permissions(root.resolve(folder)), folder);
    }
  }

  @Test
  void shouldChangeNothingTheSecondTime() throws Exception {
    script().assertSucceeded();
    List<String> before = files();

    script().assertSucceeded();

    assertEquals(before, files());
  }

  @Test
  void shouldUpgradeWhatWasNotChangedAndPutTheRestBeside() throws Exception {
    script().assertSucceeded();
    append(program(PROPERTIES), "# mine\n");
    Files.delete(program("routes/capture-upbit.camel.yaml"));
    Files.writeString(root.resolve("etc/caravan/secrets.env"), "TELEGRAM_TOKEN=1:secret\n");
    Files.writeString(checkout.resolve("target/caravan.jar"), "version 2");
    append(checkout.resolve(PROPERTIES), "# new\n");
    append(checkout.resolve("routes/web.camel.yaml"), "# new\n");

    String said = script().assertSucceeded().said();

    assertEquals("version 2", Files.readString(program("caravan.jar")));
    assertTrue(Files.readString(program("routes/web.camel.yaml")).endsWith("# new\n"));
    assertTrue(Files.readString(program(PROPERTIES)).endsWith("# mine\n"));
    assertTrue(Files.readString(program(PROPERTIES + ".new")).endsWith("# new\n"));
    assertFalse(Files.exists(program("routes/capture-upbit.camel.yaml")));
    assertTrue(said.contains(PROPERTIES + ".new"), said);
    assertTrue(said.contains("you removed it: " + program("routes/capture-upbit")), said);
    assertEquals(
        "TELEGRAM_TOKEN=1:secret\n", Files.readString(root.resolve("etc/caravan/secrets.env")));
  }

  @Test
  void shouldTakeAwayTheProgramAndLeaveTheRecording() throws Exception {
    script().assertSucceeded();
    Path segment = root.resolve("var/lib/caravan/journal/raw/binance-spot/000001.jsonl");
    Files.createDirectories(segment.getParent());
    Files.writeString(segment, "{}\n");
    Files.writeString(root.resolve("etc/caravan/secrets.env"), "TELEGRAM_TOKEN=1:secret\n");
    append(program(PROPERTIES), "# mine\n");

    String said = script("--uninstall").assertSucceeded().said();

    assertEquals("{}\n", Files.readString(segment));
    assertTrue(said.contains("stays: " + root.resolve("var/lib/caravan")), said);
    assertEquals(
        List.of(
            "etc/caravan/secrets.env",
            "opt/caravan/" + PROPERTIES,
            "var/lib/caravan/journal/raw/binance-spot/000001.jsonl"),
        files().stream()
            .filter(file -> !file.matches("etc/(passwd|group|g?shadow|sub.id)-?"))
            .toList());
  }

  @Test
  void shouldLeaveNothingBehindThatNobodyUsed() throws Exception {
    script().assertSucceeded();

    script("--uninstall").assertSucceeded();

    assertEquals("", Files.readString(root.resolve("etc/passwd")));
    assertFalse(Files.exists(root.resolve("opt/caravan")));
    assertFalse(Files.exists(root.resolve("etc/caravan")));
    assertFalse(Files.exists(root.resolve("var/lib/caravan")));
    assertFalse(Files.exists(root.resolve("etc/systemd/system/caravan.service")));
  }

  @Test
  void shouldInstallASecondOneBesideTheFirst() throws Exception {
    script().assertSucceeded();

    script("--name", "caravan-b", "--port", "8001").assertSucceeded();

    String unit = Files.readString(root.resolve("etc/systemd/system/caravan-b.service"));
    for (String line :
        List.of(
            "User=caravan-b",
            "Group=caravan-b",
            "WorkingDirectory=/opt/caravan-b",
            "Environment=CARAVAN_DATA_DIR=/var/lib/caravan-b CARAVAN_LOG_DIR=/var/log/caravan-b",
            "EnvironmentFile=-/etc/caravan-b/secrets.env",
            "StateDirectory=caravan-b",
            "LogsDirectory=caravan-b",
            "ReadOnlyPaths=/opt/caravan-b",
            "ExecStart=/usr/bin/java @config/jvm.options -jar caravan.jar run")) {
      assertTrue(unit.contains("\n" + line + "\n"), () -> line + " in\n" + unit);
    }
    assertEquals(
        "CARAVAN_HTTP_PORT=8001\n", Files.readString(root.resolve("etc/caravan-b/caravan.env")));
    script("--uninstall", "--name", "caravan-b").assertSucceeded();
    assertTrue(Files.exists(program("caravan.jar")));
  }

  @Test
  void shouldOnlySayWhatItWouldDo() throws Exception {
    List<String> before = files();

    String said = script("--dry-run").assertSucceeded().said();

    assertEquals(before, files());
    assertTrue(said.contains("would: "), said);
  }

  @Test
  void shouldSayWhichCacheTheInstalledJavaGets() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/java")), "skipped, no /usr/bin/java");
    boolean isAheadOfTime =
        Tools.run(Path.of(""), "/usr/bin/java", "-version")
            .said()
            .matches("(?s).* version \"(2[5-9]|[3-9]\\d).*");

    String said =
        Tools.run(checkout, "bash", "deploy/install.sh", "--dry-run").assertSucceeded().said();

    assertTrue(
        said.contains(
            "caravan.jsa by "
                + (isAheadOfTime ? "-XX:AOTCacheOutput" : "-XX:ArchiveClassesAtExit")),
        said);
  }

  @Test
  void shouldBeginNothingThatItCannotFinish() throws Exception {
    List<String> before = files();
    Files.delete(checkout.resolve("target/caravan.jar"));

    assertEquals(2, script().exitCode());
    assertEquals(2, script("--name", "../etc").exitCode());
    assertEquals(2, script("--port", "70000").exitCode());
    assertEquals(2, script("--prot", "8001").exitCode());
    assertEquals(before, files());
  }

  @Test
  void shouldReadWell() throws Exception {
    String shellcheck = Tools.find("shellcheck", "shellcheck");

    Tools.run(Path.of(""), shellcheck, "deploy/install.sh", ".ci/run").assertSucceeded();
  }

  private Tools.Answer script(String... options) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of("bash", checkout.resolve("deploy/install.sh").toString(), "--root"));
    command.add(root.toString());
    command.addAll(List.of(options));
    return Tools.run(temp, command.toArray(String[]::new));
  }

  private Path program(String file) {
    return root.resolve("opt/caravan").resolve(file);
  }

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  private static void append(Path file, String text) throws IOException {
    Files.writeString(file, text, StandardOpenOption.APPEND);
  }

  private List<String> files() throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(Files::isRegularFile)
          .map(file -> root.relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  private static void copyFolder(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path file : all.toList()) {
        Files.copy(
            file, to.resolve(from.relativize(file).toString()), StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }
}
