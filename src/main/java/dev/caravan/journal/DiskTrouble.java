package dev.caravan.journal;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.util.List;
import java.util.Locale;

/** Tells apart why a disk does not take what is written, and what a person can do about it. */
enum DiskTrouble {
  /** Frames are counted and not kept until it is over; all the others only make them wait. */
  FULL(
      List.of("no space left on device", "disk quota exceeded"),
      "the disk is full: frames are counted and not kept until there is space; free some"),
  READ_ONLY(
      List.of("read-only file system"),
      "the file system became read-only: read the kernel log, mend it, then mount it writable;"
          + " tried again meanwhile"),
  TOO_MANY_FILES(
      List.of("too many open files"),
      "the limit of open files is reached: raise LimitNOFILE of the service, or ulimit -n; tried"
          + " again meanwhile"),
  DENIED(
      List.of("permission denied", "operation not permitted"),
      "the folder may not be written: give it back to Caravan's user; tried again meanwhile"),
  SHORT_WRITE(
      List.of("short write"),
      "the disk took only a part: look at its health; tried again with the same bytes"),
  FAILED(
      List.of(),
      "the disk failed: read the kernel log and look at its health; tried again with the same"
          + " bytes");

  private final List<String> messages;
  private final String nextStep;

  DiskTrouble(List<String> messages, String nextStep) {
    this.messages = messages;
    this.nextStep = nextStep;
  }

  /**
   * Finds out by the system's words, and by the free space, since the words may be of any language
   * and a full disk may take a part without a word.
   *
   * @param freeBytes usable space right after the failure; below zero where it is not known
   * @param neededBytes what was to be written; 0 where that is not known
   */
  static DiskTrouble of(IOException failure, long freeBytes, long neededBytes) {
    DiskTrouble said = byWords(failure);
    boolean mayBeFull = said == FAILED || said == SHORT_WRITE;
    return mayBeFull && freeBytes >= 0 && freeBytes < neededBytes ? FULL : said;
  }

  private static DiskTrouble byWords(IOException failure) {
    if (failure instanceof AccessDeniedException) {
      return DENIED;
    }
    String words = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
    for (DiskTrouble trouble : values()) {
      if (trouble.messages.stream().anyMatch(words::contains)) {
        return trouble;
      }
    }
    return FAILED;
  }

  /** What it is and what helps. */
  String nextStep() {
    return nextStep;
  }
}
