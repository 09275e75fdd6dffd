package dev.caravan.journal;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Makes sure that one process at a time writes below a data folder, and says which.
 *
 * <p>Shape of {@code DATA/caravan.lock} while it is held: {@code
 * {"pid":4711,"startedAt":"2026-11-20T13:00:00Z","http":"http://127.0.0.1:8000"}}; {@code http} is
 * there once the owner knows it. The file stays, empty, after an orderly end; the kernel lets go of
 * the lock however a process ends. Readers need no lock.
 *
 * <p>Within one process the file is opened only by the holder: POSIX gives a lock up when any
 * handle of its process to the file is closed.
 */
public final class DataLock implements Closeable {
  public static final String FILE = "caravan.lock";

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Map<Path, DataLock> HELD_HERE = new ConcurrentHashMap<>();

  /**
   * Who holds a data folder.
   *
   * @param http where it shows itself; empty until it is known
   */
  public record Holder(long pid, Instant startedAt, String http) {}

  private final Path file;
  private final FileChannel channel;
  private final FileLock lock;
  private volatile Holder holder;

  private DataLock(Path file, FileChannel channel, FileLock lock, Holder holder) {
    this.file = file;
    this.channel = channel;
    this.lock = lock;
    this.holder = holder;
  }

  /**
   * Takes the folder, which is made where it does not exist.
   *
   * @throws DataLockedException if somebody has it
   */
  public static DataLock acquire(Path dataDir, Instant now) throws IOException {
    requireNonNull(now, "now");
    Files.createDirectories(dataDir);
    Path file = dataDir.toRealPath().resolve(FILE);
    synchronized (HELD_HERE) {
      DataLock here = HELD_HERE.get(file);
      if (here != null) {
        throw new DataLockedException(dataDir, Optional.of(here.holder));
      }
      FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      try {
        FileLock lock = channel.tryLock();
        if (lock == null) {
          throw new DataLockedException(dataDir, read(file));
        }
        Holder holder = new Holder(ProcessHandle.current().pid(), now, "");
        DataLock taken = new DataLock(file, channel, lock, holder);
        taken.write();
        HELD_HERE.put(file, taken);
        return taken;
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    }
  }

  /**
   * Who writes below a data folder, as far as its lock file tells: a holder that was killed may
   * still be named where its process id lives on in another process.
   */
  public static Optional<Holder> holder(Path dataDir) throws IOException {
    if (!Files.isDirectory(dataDir)) {
      return Optional.empty();
    }
    Path file = dataDir.toRealPath().resolve(FILE);
    synchronized (HELD_HERE) {
      DataLock here = HELD_HERE.get(file);
      return here != null
          ? Optional.of(here.holder)
          : read(file).filter(holder -> ProcessHandle.of(holder.pid()).isPresent());
    }
  }

  /** Tells others where the owner shows itself. */
  public synchronized void publishHttp(String address) throws IOException {
    holder = new Holder(holder.pid(), holder.startedAt(), requireNonNull(address, "address"));
    write();
  }

  /** Gives the folder back; repeating it is harmless. */
  @Override
  public void close() throws IOException {
    synchronized (HELD_HERE) {
      if (HELD_HERE.remove(file, this)) {
        try (channel) {
          channel.truncate(0);
          lock.release();
        }
      }
    }
  }

  private synchronized void write() throws IOException {
    ByteArrayOutputStream json = new ByteArrayOutputStream();
    try (JsonGenerator generator = new JsonFactory().createGenerator(json)) {
      generator.writeStartObject();
      generator.writeNumberField("pid", holder.pid());
      generator.writeStringField("startedAt", holder.startedAt().toString());
      if (!holder.http().isEmpty()) {
        generator.writeStringField("http", holder.http());
      }
      generator.writeEndObject();
    }
    json.write('\n');
    ByteBuffer bytes = ByteBuffer.wrap(json.toByteArray());
    channel.truncate(0);
    while (bytes.hasRemaining()) {
      channel.write(bytes, bytes.position());
    }
  }

  private static Optional<Holder> read(Path file) throws IOException {
    try {
      JsonNode json = MAPPER.readTree(Files.readAllBytes(file));
      if (!json.path("pid").isIntegralNumber()) {
        return Optional.empty();
      }
      return Optional.of(
          new Holder(
              json.path("pid").asLong(),
              Instant.parse(json.path("startedAt").asText()),
              json.path("http").asText()));
    } catch (NoSuchFileException | DateTimeParseException e) {
      return Optional.empty();
    } catch (JacksonException e) {
      // Just being written.
      return Optional.empty();
    }
  }
}
