package dev.caravan.testing;

import java.io.IOException;
import java.io.Serial;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Models what a disk holds after a power cut: what was synced, and of the rest nothing or any part.
 *
 * <p>Content becomes durable when its file is synced, names when their folder is. Of a file that
 * was changed since, each page may be as of any moment since, and the length too; of names that
 * were changed since, each change may have reached the disk or not. Whoever changes files tells it
 * here, right behind each change. After {@link #offAfter} so many steps every further one fails.
 */
public final class PowerCut {

  /** Pages are as small as records, so that a cut goes through the middle of everything. */
  private static final int PAGE = 64;

  /** The machine is off. */
  public static final class Off extends IOException {
    @Serial private static final long serialVersionUID = 1;

    Off() {
      super("Input/output error: the power is off");
    }
  }

  /** Versions of one file's content: the durable one first, then all since. */
  private static final class Inode {
    private final List<byte[]> versions = new ArrayList<>(List.of(new byte[0]));
  }

  /** A name that came or went; {@code inode} is null where it went. */
  private record Change(Path path, @org.jspecify.annotations.Nullable Inode inode) {}

  private final Map<Path, Inode> names = new HashMap<>();
  private final Map<Path, Inode> durableNames = new LinkedHashMap<>();
  private final List<List<Change>> pending = new ArrayList<>();
  private int stepsLeft = Integer.MAX_VALUE;
  private boolean isOff;

  /** Takes what lies in a folder as durable. */
  public static PowerCut over(Path root) throws IOException {
    PowerCut power = new PowerCut();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Inode inode = new Inode();
        inode.versions.set(0, Files.readAllBytes(file));
        power.names.put(file, inode);
        power.durableNames.put(file, inode);
      }
    }
    return power;
  }

  /** The power goes before the step behind so many. */
  public synchronized PowerCut offAfter(int steps) {
    stepsLeft = steps;
    return this;
  }

  public synchronized boolean isOff() {
    return isOff;
  }

  /** Ends it now. */
  public synchronized void off() {
    isOff = true;
  }

  /** To be asked before each change. */
  public synchronized void step() throws Off {
    if (isOff || stepsLeft-- <= 0) {
      isOff = true;
      throw new Off();
    }
  }

  public synchronized void created(Path file) {
    Inode inode = new Inode();
    names.put(file, inode);
    pending.add(List.of(new Change(file, inode)));
  }

  public synchronized void changed(Path file) throws IOException {
    inode(file).versions.add(Files.readAllBytes(file));
  }

  /** What is in the file now stays. */
  public synchronized void synced(Path file) throws IOException {
    Inode inode = inode(file);
    inode.versions.clear();
    inode.versions.add(Files.readAllBytes(file));
  }

  public synchronized void renamed(Path from, Path to) {
    Inode inode = inode(from);
    names.remove(from);
    names.put(to, inode);
    pending.add(List.of(new Change(from, null), new Change(to, inode)));
  }

  public synchronized void deleted(Path file) {
    names.remove(file);
    pending.add(List.of(new Change(file, null)));
  }

  public synchronized void folderSynced(Path folder) {
    pending.removeIf(
        changes -> {
          boolean isHere = changes.stream().allMatch(change -> folder.equals(parent(change)));
          if (isHere) {
            apply(changes, durableNames);
          }
          return isHere;
        });
  }

  private static Path parent(Change change) {
    Path folder = change.path.getParent();
    return folder == null ? change.path : folder;
  }

  private Inode inode(Path file) {
    return names.computeIfAbsent(file, unused -> new Inode());
  }

  private static void apply(List<Change> changes, Map<Path, Inode> to) {
    for (Change change : changes) {
      if (change.inode == null) {
        to.remove(change.path);
      } else {
        to.put(change.path, change.inode);
      }
    }
  }

  /** Puts below {@code to} what is left of {@code root} where nothing unsynced was written. */
  public void leaveSynced(Path root, Path to) throws IOException {
    leave(root, to, durableNames, inode -> inode.versions.get(0));
  }

  /** The same where any part of the unsynced was written. */
  public void leaveAnyPart(Path root, Path to, Random random) throws IOException {
    Map<Path, Inode> left = new LinkedHashMap<>(durableNames);
    for (List<Change> changes : pending) {
      if (random.nextBoolean()) {
        apply(changes, left);
      }
    }
    leave(root, to, left, inode -> anyPart(inode.versions, random));
  }

  private interface Content {
    byte[] of(Inode inode);
  }

  private static void leave(Path root, Path to, Map<Path, Inode> names, Content content)
      throws IOException {
    for (Map.Entry<Path, Inode> name : names.entrySet()) {
      Path file = to.resolve(root.relativize(name.getKey()).toString());
      Files.createDirectories(file.getParent());
      Files.write(file, content.of(name.getValue()));
    }
  }

  private static byte[] anyPart(List<byte[]> versions, Random random) {
    byte[] content = new byte[versions.get(random.nextInt(versions.size())).length];
    // Often only the last pages differ, as they do on a disk that writes in order.
    int inOrderTo = random.nextBoolean() ? 0 : random.nextInt(content.length + 1);
    byte[] newest = versions.get(versions.size() - 1);
    for (int from = 0; from < content.length; from += PAGE) {
      byte[] version = from < inOrderTo ? newest : versions.get(random.nextInt(versions.size()));
      int length = Math.min(PAGE, Math.min(content.length, version.length) - from);
      if (length > 0) {
        System.arraycopy(version, from, content, from, length);
      }
    }
    return content;
  }
}
