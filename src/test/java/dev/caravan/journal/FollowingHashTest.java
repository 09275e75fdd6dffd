package dev.caravan.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FollowingHashTest {

  @Test
  void shouldBeTheDigestHoweverFarItHadFollowed(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("segment");
    byte[] content = new byte[300_000];
    new Random(1).nextBytes(content);
    Files.write(file, Arrays.copyOf(content, 100_000));
    try (FollowingHash hash = new FollowingHash(file)) {
      hash.follow(100_000, 70_000);
      hash.follow(100_000, 70_000);
      Files.write(file, Arrays.copyOfRange(content, 100_000, 300_000), StandardOpenOption.APPEND);
      hash.follow(250_000, 1);

      assertEquals(sha256(content, 290_000), hash.hex(290_000));
    }
  }

  @Test
  void shouldBeginAgainWhereTheFileWasCutBehindIt(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("segment");
    byte[] content = new byte[100_000];
    new Random(2).nextBytes(content);
    Files.write(file, content);
    try (FollowingHash hash = new FollowingHash(file)) {
      hash.follow(100_000, 90_000);

      assertEquals(sha256(content, 80_000), hash.hex(80_000));
    }
  }

  @Test
  void shouldFailWhereTheFileIsShorterAndBeginAgain(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("segment");
    Files.write(file, new byte[1_000]);
    try (FollowingHash hash = new FollowingHash(file)) {
      assertThrows(IOException.class, () -> hash.hex(1_001));

      assertEquals(sha256(new byte[1_000], 1_000), hash.hex(1_000));
    }
  }

  @Test
  void shouldBeTheDigestOfNothing(@TempDir Path folder) throws Exception {
    try (FollowingHash hash = new FollowingHash(folder.resolve("not there"))) {
      assertEquals(sha256(new byte[0], 0), hash.hex(0));
    }
  }

  private static String sha256(byte[] content, int length) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    digest.update(content, 0, length);
    return HexFormat.of().formatHex(digest.digest());
  }
}
