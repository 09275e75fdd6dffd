package dev.caravan.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.caravan.doctor.Finding.Level;
import dev.caravan.journal.DataLock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the machine itself must have, each thing as it should be and as it should not. */
class MachineChecksTest {

  @TempDir Path folder;

  @Test
  void shouldWantAJavaThatWasTested() {
    assertEquals(Level.FAIL, level(new JavaCheck(Runtime.Version.parse("11.0.2"))));
    assertEquals(Level.OK, level(new JavaCheck(Runtime.Version.parse("17.0.15"))));
    assertEquals(Level.OK, level(new JavaCheck(Runtime.Version.parse("25"))));
    assertEquals(Level.WARN, level(new JavaCheck(Runtime.Version.parse("26"))));
  }

  @Test
  void shouldWantAHeapThatHoldsWhatMayWaitForTheDisk() throws IOException {
    Path memInfo = folder.resolve("meminfo");
    Files.writeString(memInfo, "MemTotal: 8000000 kB\nMemAvailable:    4000000 kB\n");

    assertEquals(Level.OK, level(new MemoryCheck(256L << 20, 64L << 20, memInfo)));
    assertEquals(Level.WARN, level(new MemoryCheck(128L << 20, 64L << 20, memInfo)));
    assertEquals(Level.FAIL, level(new MemoryCheck(256L << 20, 512L << 20, memInfo)));
    assertEquals(Level.OK, level(new MemoryCheck(256L << 20, 64L << 20, folder.resolve("none"))));

    Files.writeString(memInfo, "MemAvailable: 40000 kB\n");
    Finding little = only(new MemoryCheck(256L << 20, 64L << 20, memInfo));
    assertEquals(Level.WARN, little.level());
    assertTrue(little.said().startsWith("39 MiB of the machine's memory"), little.said());
  }

  @Test
  void shouldAskWhateverKeepsTheClock() throws IOException {
    String chrony = "A9FEA97B,169.254.169.123,3,1.0,0.000012,0.1,0.1,1,0,0,0.2,0.1,64.0,";
    assertEquals(Level.OK, clock(Map.of("chronyc", chrony + "Normal\n")).level());
    assertEquals(Level.WARN, clock(Map.of("chronyc", chrony + "Not synchronised\n")).level());
    assertEquals(Level.WARN, clock(Map.of("chronyc", "nonsense")).level());
    assertEquals(Level.OK, clock(Map.of("timedatectl", "yes\n")).level());
    assertEquals(Level.WARN, clock(Map.of("timedatectl", "no\n")).level());
    assertTrue(clock(Map.of()).next().contains("apt install chrony"));

    Files.createFile(folder.resolve("synchronized"));
    assertEquals(Level.OK, clock(Map.of()).level());
  }

  private Finding clock(Map<String, String> outputs) {
    return only(
        new ClockCheck(
            command -> Optional.ofNullable(outputs.get(command[0])),
            folder.resolve("synchronized")));
  }

  @Test
  void shouldRunARealProgramAndDoWithoutAnother() throws InterruptedException {
    assertEquals(Optional.of("hello\n"), new LocalCommands().output("echo", "hello"));
    assertEquals(Optional.empty(), new LocalCommands().output("false"));
    assertEquals(Optional.empty(), new LocalCommands().output("no-such-program-here"));
  }

  @Test
  void shouldCountFileHandles() {
    assertEquals(Level.FAIL, level(new FileHandlesCheck(256, 1)));
    assertEquals(Level.WARN, level(new FileHandlesCheck(1024, 1)));
    assertEquals(Level.OK, level(new FileHandlesCheck(65_536, 7)));
    assertEquals(Level.OK, level(new FileHandlesCheck(-1, 7)));
  }

  @Test
  void shouldFindADataFolderThatIsThereThatCanBeMadeAndThatCannot() throws IOException {
    assertTrue(only(new DataFolderCheck(folder)).said().endsWith("can be written"));
    Finding later = only(new DataFolderCheck(folder.resolve("a/b")));
    assertEquals(Level.OK, later.level());
    assertTrue(later.said().endsWith("is not there yet and can be made"), later.said());

    Path file = Files.createFile(folder.resolve("file"));
    assertEquals(Level.FAIL, level(new DataFolderCheck(file.resolve("data"))));
    assertEquals(List.of("file"), names());
  }

  @Test
  void shouldSayThatSomebodyRecordsThere() throws IOException {
    try (DataLock lock = DataLock.acquire(folder, Instant.now())) {
      Finding taken = only(new DataFolderCheck(folder));

      assertEquals(Level.FAIL, taken.level());
      assertTrue(taken.said().contains("process " + ProcessHandle.current().pid()), taken.said());
      assertTrue(taken.next().contains("status"), taken.next());
    }
    assertEquals(Level.OK, level(new DataFolderCheck(folder)));
  }

  @Test
  void shouldWantRoomAboveTheReserve() {
    assertEquals(Level.OK, level(new DiskSpaceCheck(folder, 1, 1, 1)));
    assertEquals(Level.WARN, level(new DiskSpaceCheck(folder, 1, 1L << 50, 1)));
    Finding full = only(new DiskSpaceCheck(folder, 1L << 60, 1, 1));
    assertEquals(Level.FAIL, full.level());
    assertTrue(full.said().contains("caravan.disk.reserve"), full.said());
  }

  @Test
  void shouldMeasureTheDiskAndLeaveNothingBehind() {
    Finding measured = only(new DiskSpeedCheck(folder, Duration.ofMinutes(1), 0));

    assertTrue(
        measured.said().matches("\\d+ MB/s written and synced, \\d+ ms .*"), measured.said());
    assertEquals(List.of(), names());
    assertTrue(
        only(new DiskSpeedCheck(folder, Duration.ofMinutes(1), 1L << 60)).said().contains("full"));
  }

  @Test
  void shouldJudgeTheDiskByItsWorstSync() {
    Duration second = Duration.ofSeconds(1);
    assertEquals(Level.OK, DiskSpeedCheck.judge(rounds(20, 30, 20, 25), second).level());
    assertEquals(Level.WARN, DiskSpeedCheck.judge(rounds(20, 30, 1_001, 25), second).level());
    assertEquals(Level.WARN, DiskSpeedCheck.judge(rounds(900, 900, 900, 900), second).level());
  }

  private static long[] rounds(long... ms) {
    long[] ns = ms.clone();
    for (int i = 0; i < ns.length; i++) {
      ns[i] *= 1_000_000;
    }
    return ns;
  }

  @Test
  void shouldTryThePort() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Finding refused = only(new PortCheck("127.0.0.1", taken.getLocalPort()));
      assertEquals(Level.FAIL, refused.level());
      assertTrue(refused.next().contains("caravan.http.port"), refused.next());
    }
    assertEquals(Level.OK, level(new PortCheck("127.0.0.1", 0)));
    List<Finding> open = new PortCheck("0.0.0.0", 0).look();
    assertEquals(List.of(Level.OK, Level.WARN), open.stream().map(Finding::level).toList());
    assertEquals(Level.FAIL, level(new PortCheck("no-such-host.invalid", 0)));
  }

  @Test
  void shouldLookUpNames() {
    List<Finding> found = new DnsCheck(Set.of("localhost", "no-such-host.invalid")).look();

    assertEquals(List.of(Level.OK, Level.FAIL), found.stream().map(Finding::level).toList());
    assertEquals("no-such-host.invalid is not found", found.get(1).said());
    assertEquals("no names to look up", only(new DnsCheck(Set.of("127.0.0.1", "[::1]"))).said());
  }

  @Test
  void shouldSeeWhoMayReadSecretsAndChangeRoutes() throws IOException {
    Path config = Files.createFile(folder.resolve("caravan.properties"));
    Path routes = Files.createDirectory(folder.resolve("routes"));
    Files.setPosixFilePermissions(config, PosixFilePermissions.fromString("rw-r--r--"));
    Files.setPosixFilePermissions(routes, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path log = folder.resolve("logs");

    assertEquals(Level.OK, level(permissions(config, false, routes, log)));
    Finding secret = only(permissions(config, true, routes, log));
    assertEquals(Level.WARN, secret.level());
    assertTrue(secret.next().startsWith("chmod 640"), secret.next());

    Files.setPosixFilePermissions(config, PosixFilePermissions.fromString("rw-r-----"));
    assertEquals(Level.OK, level(permissions(config, true, routes, log)));

    Files.setPosixFilePermissions(routes, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertTrue(only(permissions(config, true, routes, log)).said().contains("routes are code"));
    Files.setPosixFilePermissions(routes, PosixFilePermissions.fromString("rwxr-xr-x"));

    Finding noLog = only(permissions(config, true, routes, config.resolve("logs")));
    assertTrue(noLog.said().contains("stderr only"), noLog.said());
  }

  private static Check permissions(Path config, boolean holdsSecret, Path routes, Path log) {
    return new PermissionsCheck(
        Optional.of(config), holdsSecret, Optional.of(routes), Optional.of(log));
  }

  @Test
  void shouldTellInOrderAndGiveUpOnACheckThatHangs() throws InterruptedException {
    List<String> told = new ArrayList<>();

    List<Finding> all =
        Doctor.examine(
            List.of(
                check(
                    "broken",
                    () -> {
                      throw new IOException("no disk");
                    }),
                check("fine", () -> List.of(Finding.ok("fine", "all is well"))),
                check(
                    "hangs",
                    () -> {
                      Thread.sleep(60_000);
                      return List.of();
                    })),
            Duration.ofMillis(200),
            finding -> told.add(finding.check()));

    assertEquals(List.of("broken", "fine", "hangs"), told);
    assertEquals(
        List.of(Level.WARN, Level.OK, Level.FAIL), all.stream().map(Finding::level).toList());
    assertTrue(!Doctor.wouldRun(all));
    assertTrue(Doctor.wouldRun(all.subList(0, 2)));
  }

  private interface Look {
    List<Finding> look() throws Exception;
  }

  private static Check check(String name, Look look) {
    return new Check() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public List<Finding> look() throws Exception {
        return look.look();
      }
    };
  }

  private static Finding only(Check check) {
    try {
      List<Finding> found = check.look();
      assertEquals(1, found.size(), found.toString());
      assertEquals(check.name(), found.get(0).check());
      return found.get(0);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static Level level(Check check) {
    return only(check).level();
  }

  private List<String> names() {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> String.valueOf(file.getFileName())).toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
