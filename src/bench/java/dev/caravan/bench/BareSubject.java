package dev.caravan.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;

/** The {@link BareClient} in a JVM of its own. */
final class BareSubject implements Subject {

  private final Java java;
  private final Path file;

  private BareSubject(Java java, Path file) {
    this.java = java;
    this.file = file;
  }

  static BareSubject start(Setting setting, URI venue) throws IOException {
    Path file = setting.folder().resolve("bare.frames");
    return new BareSubject(
        Java.start(
            setting.folder(),
            "bare",
            setting.clientCore(),
            setting.java(
                "-cp",
                setting.jar() + ":" + setting.benchClasses(),
                BareClient.class.getName(),
                venue + "/stream",
                file.toString(),
                setting.streamNames())),
        file);
  }

  @Override
  public long pid() {
    return java.pid();
  }

  @Override
  public boolean isReceiving() throws IOException {
    return received().frames() > 0;
  }

  @Override
  public Received received() throws IOException {
    String[] answer = java.ask().split(" ");
    return new Received(
        Long.parseLong(answer[0]), Long.parseLong(answer[1]), System.nanoTime() / 1e9);
  }

  @Override
  public Path file() {
    return file;
  }

  @Override
  public void end() throws IOException, InterruptedException {
    java.stop();
    String log = java.log();
    if (!log.isBlank()) {
      throw new IOException(log);
    }
  }

  @Override
  public void close() {
    java.close();
  }
}
