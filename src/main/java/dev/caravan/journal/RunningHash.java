package dev.caravan.journal;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The SHA-256 of what was written so far, which can go back to a mark.
 *
 * <p>Every byte has to be hashed once, for the header of the next segment. Hashing it while it is
 * in the cache costs less than reading the file again at rotation, and spreads the work evenly. Not
 * thread-safe.
 */
final class RunningHash {
  private MessageDigest current = sha256();
  private MessageDigest marked = sha256();

  void add(byte[] bytes, int offset, int length) {
    current.update(bytes, offset, length);
  }

  /** Remembers this point. */
  void mark() {
    marked = copy(current);
  }

  /** Forgets what was added behind the mark. */
  void backToMark() {
    current = copy(marked);
  }

  /** Lower-case hex; may be asked for at any time. */
  String hex() {
    return HexFormat.of().formatHex(copy(current).digest());
  }

  private static MessageDigest copy(MessageDigest digest) {
    try {
      return (MessageDigest) digest.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("this JDK's SHA-256 cannot be copied; use another JDK", e);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK has no SHA-256; use another JDK", e);
    }
  }
}
