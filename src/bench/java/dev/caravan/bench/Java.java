package dev.caravan.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A JVM of its own, pinned to one core where that is wanted; ended at the latest with this one.
 *
 * <p>Errors and logs go to a file in its folder, standard output is read line by line.
 */
final class Java implements AutoCloseable {

  private static final long STOP_WITHIN_SECONDS = 300;

  private final Process process;
  private final Path log;
  private final BufferedReader output;

  private Java(Process process, Path log) {
    this.process = process;
    this.log = log;
    this.output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
  }

  /**
   * Starts one.
   *
   * @param core which core it may run on; -1 for any
   * @param arguments flags, then class or jar, then the program's own
   */
  static Java start(Path folder, String name, int core, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    if (core >= 0) {
      command.addAll(List.of("taskset", "-c", Integer.toString(core)));
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(arguments);
    Path log = folder.resolve(name + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectError(ProcessBuilder.Redirect.to(log.toFile()));
    // Whoever starts the benchmark may have a recorder set up; this is another one.
    builder.environment().keySet().removeIf(key -> key.matches("(CARAVAN|TELEGRAM)_.*"));
    return new Java(builder.start(), log);
  }

  long pid() {
    return process.pid();
  }

  /** The next line it printed. */
  String readLine() throws IOException {
    String line = output.readLine();
    if (line == null) {
      throw new IOException("process ended early: " + process + "\n" + log());
    }
    return line;
  }

  /** All it still prints until it ends. */
  List<String> readAll() {
    return output.lines().toList();
  }

  /** Sends it a line. */
  void say() throws IOException {
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();
  }

  /** Sends it a line and returns its answer. */
  String ask() throws IOException {
    say();
    return readLine();
  }

  String log() throws IOException {
    return Files.readString(log);
  }

  /** Waits until it ended by itself. */
  int await() throws InterruptedException {
    return process.waitFor(STOP_WITHIN_SECONDS, TimeUnit.SECONDS) ? process.exitValue() : -1;
  }

  /** SIGTERM, then waits for the end. */
  int stop() throws InterruptedException {
    process.destroy();
    return await();
  }

  @Override
  public void close() {
    // Until it is gone it may still write where the next run begins.
    process.destroyForcibly().onExit().join();
  }
}
