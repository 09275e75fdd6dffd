package dev.caravan.camel.journal;

import static java.util.Objects.requireNonNull;

import dev.caravan.journal.Journal;
import dev.caravan.journal.JournalListener;
import dev.caravan.journal.JournalStatus;
import dev.caravan.journal.Rotated;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one journal per name open for as long as the process runs, and tells routes of rotated
 * segments.
 *
 * <p>Thread-safe.
 */
public final class Journals {

  private static final Logger LOG = LoggerFactory.getLogger(Journals.class);

  /** Recovers and opens a journal. */
  @FunctionalInterface
  public interface Opener {
    Journal open(String name, JournalListener listener) throws IOException;
  }

  private final Opener opener;
  private final int sealWorkers;

  // Guarded by this.
  private final Map<String, Journal> journals = new TreeMap<>();

  private final Map<Object, BiConsumer<String, Path>> listeners = new ConcurrentHashMap<>();
  private final Map<String, String> sealFailures = new ConcurrentHashMap<>();

  /**
   * Keeps the journals that {@code opener} opens.
   *
   * @param sealWorkers how many journals may be sealed side by side
   */
  public Journals(Opener opener, int sealWorkers) {
    this.opener = requireNonNull(opener, "opener");
    this.sealWorkers = Math.max(1, sealWorkers);
  }

  /**
   * The open journal of this name; recovered and opened when first asked for.
   *
   * @throws IOException if its folder cannot be used
   */
  public synchronized Journal journal(String name) throws IOException {
    Journal known = journals.get(name);
    if (known == null) {
      known = opener.open(name, new Teller(name));
      journals.put(name, known);
      for (Path segment : known.unsealed()) {
        tell(name, segment);
      }
    }
    return known;
  }

  /** Hears of every segment that is unsealed now and of every later one; some maybe twice. */
  void listen(Object who, BiConsumer<String, Path> listener) {
    listeners.put(who, listener);
    for (Journal journal : all()) {
      journal.unsealed().forEach(segment -> listener.accept(journal.name(), segment));
    }
  }

  void forget(Object who) {
    listeners.remove(who);
  }

  /** A segment could not be sealed; it is tried again. */
  void sealFailed(String journal, Path segment, int attempts, Throwable failure) {
    sealFailures.put(
        journal,
        "segment "
            + segment.getFileName()
            + " is not sealed after "
            + attempts
            + (attempts == 1 ? " attempt: " : " attempts: ")
            + failure);
  }

  void sealed(String journal) {
    sealFailures.remove(journal);
  }

  /** Why the oldest rotated segment of a journal is not sealed; empty while nothing fails. */
  public String sealProblem(String journal) {
    return sealFailures.getOrDefault(journal, "");
  }

  int sealWorkers() {
    return sealWorkers;
  }

  public synchronized List<Journal> all() {
    return List.copyOf(journals.values());
  }

  /** What is known of a segment that one of the journals rotated and nobody changed since. */
  public Optional<Rotated> rotated(Path segment) {
    return all().stream().flatMap(journal -> journal.rotated(segment).stream()).findFirst();
  }

  /** What is known of every open journal now. */
  public List<JournalStatus> status() {
    return all().stream().map(Journal::status).toList();
  }

  /** Writes, syncs and closes everything that was appended; the last segments become sealable. */
  public void close() {
    all().forEach(Journal::close);
  }

  private void tell(String journal, Path segment) {
    listeners.values().forEach(listener -> listener.accept(journal, segment));
  }

  /** Turns what one journal says into logs and calls. */
  private final class Teller implements JournalListener {
    private final String name;

    Teller(String name) {
      this.name = name;
    }

    @Override
    public void onRotated(Path segment) {
      tell(name, segment);
    }

    @Override
    public void onTrouble(String sentence) {
      LOG.error("journal cannot write journal={} reason={}", name, sentence);
    }

    @Override
    public void onRecovered() {
      LOG.info("journal writes again journal={}", name);
    }
  }
}
