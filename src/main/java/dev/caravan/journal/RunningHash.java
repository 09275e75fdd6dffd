package dev.caravan.journal;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The SHA-256 of what was added so far. Not thread-safe. */
final class RunningHash {
  private final MessageDigest current = sha256();

  void add(byte[] bytes, int offset, int length) {
    current.update(bytes, offset, length);
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
