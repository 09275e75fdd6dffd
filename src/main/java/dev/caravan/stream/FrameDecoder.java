package dev.caravan.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;

/**
 * Finds the frames of a WebSocket in the bytes that came, where they lie, and makes no object for
 * one.
 *
 * <p>Shape of a frame from a server, RFC 6455 section 5.2, without extensions:
 *
 * <pre>
 *   FIN 000 opcode(4) | 0 length(7) | length(16) if 126, length(64) if 127 | payload
 * </pre>
 *
 * A message in fragments is put together in an array of its own; control frames may come in
 * between. What a text frame says is not looked at. Behind a Close nothing counts any more.
 *
 * <p>Pure; not thread-safe; one per connection.
 */
final class FrameDecoder {

  /** Takes what was found; the bytes are only valid during the call. */
  interface Receiver {
    /** A whole frame with data, in the place where it was found. */
    void onData(byte[] bytes, int at, int length, boolean isBinary);

    /** A message that came in fragments. */
    void onMessage(byte[] bytes, int length, boolean isBinary);

    void onPing(byte[] bytes, int at, int length);

    /**
     * The venue says goodbye.
     *
     * @param code -1 where it gave none
     */
    void onClose(int code, String reason);
  }

  private static final int CONTINUATION = 0x0;
  private static final int TEXT = 0x1;
  private static final int BINARY = 0x2;
  private static final int CLOSE = 0x8;
  private static final int PING = 0x9;
  private static final int PONG = 0xA;

  private static final int FINAL = 0x80;
  private static final int MASKED = 0x80;
  private static final int RESERVED = 0x70;
  private static final int LENGTH_16 = 126;
  private static final int LENGTH_64 = 127;
  private static final int LONGEST_CONTROL = 125;
  private static final int SHORTEST_HEADER = 2;
  private static final byte[] NOTHING = new byte[0];

  private final int largest;
  private int wanted = SHORTEST_HEADER;
  private boolean isClosed;

  // Of the message that comes in fragments.
  private boolean isInFragments;
  private boolean isBinary;
  private byte[] message = NOTHING;
  private int messageLength;

  /**
   * Begins in front of the first frame.
   *
   * @param largest bytes that a frame, or a message of several, may have
   */
  FrameDecoder(int largest) {
    this.largest = largest;
  }

  /** How long the frame behind the last whole one is at least, its header included. */
  int wanted() {
    return wanted;
  }

  /**
   * Hands over every whole frame.
   *
   * @param from where a frame begins
   * @param end behind the last byte
   * @return where the frame begins that is not whole yet; call again with its first byte
   * @throws FrameException at the first frame that breaks the protocol; what came before was handed
   *     over, nothing more may be asked
   */
  int decode(byte[] bytes, int from, int end, Receiver to) throws FrameException {
    requireNonNull(to, "to");
    int at = from;
    wanted = SHORTEST_HEADER;
    while (!isClosed && end - at >= SHORTEST_HEADER) {
      int first = bytes[at];
      int second = bytes[at + 1];
      check(first, second);
      int header = header(second);
      if (end - at < header) {
        wanted = header;
        return at;
      }
      int length = length(bytes, at + SHORTEST_HEADER, second);
      if (length > end - at - header) {
        wanted = header + length;
        return at;
      }
      take(first, bytes, at + header, length, to);
      at += header + length;
    }
    return isClosed ? end : at;
  }

  /** Whatever can be said of the first two bytes alone. */
  private void check(int first, int second) throws FrameException {
    int opcode = first & 0xF;
    boolean isFinal = (first & FINAL) != 0;
    if ((first & RESERVED) != 0) {
      throw violation("reserved bits without an extension");
    }
    if ((second & MASKED) != 0) {
      throw violation("masked frame from a server");
    }
    if (opcode >= CLOSE) {
      if (opcode > PONG) {
        throw violation("control frame with unknown opcode " + opcode);
      }
      if (!isFinal) {
        throw violation("control frame in fragments");
      }
      if (second > LONGEST_CONTROL) {
        throw violation("control frame longer than " + LONGEST_CONTROL + " bytes");
      }
      if (opcode == CLOSE && second == 1) {
        throw violation("Close with half a code");
      }
    } else if (opcode > BINARY) {
      throw violation("data frame with unknown opcode " + opcode);
    } else if (isInFragments != (opcode == CONTINUATION)) {
      throw violation(
          isInFragments ? "message inside the fragments of another" : "continuation of nothing");
    }
  }

  private static int header(int second) {
    return switch (second) {
      case LENGTH_16 -> SHORTEST_HEADER + Short.BYTES;
      case LENGTH_64 -> SHORTEST_HEADER + Long.BYTES;
      default -> SHORTEST_HEADER;
    };
  }

  /** Must not fit a shorter form, nor be above what is allowed. */
  private int length(byte[] bytes, int at, int second) throws FrameException {
    long length = second;
    if (second == LENGTH_16) {
      length = numberAt(bytes, at, Short.BYTES);
    } else if (second == LENGTH_64) {
      length = numberAt(bytes, at, Long.BYTES);
    }
    boolean isShortest =
        second < LENGTH_16 || length > (second == LENGTH_16 ? LONGEST_CONTROL : 0xFFFF);
    if (!isShortest) {
      throw violation("length not in its shortest form");
    }
    if (length > largest) {
      throw tooBig(length);
    }
    return (int) length;
  }

  private void take(int first, byte[] bytes, int at, int length, Receiver to)
      throws FrameException {
    int opcode = first & 0xF;
    boolean isFinal = (first & FINAL) != 0;
    if (opcode == TEXT || opcode == BINARY) {
      if (isFinal) {
        to.onData(bytes, at, length, opcode == BINARY);
      } else {
        isInFragments = true;
        isBinary = opcode == BINARY;
        messageLength = 0;
        append(bytes, at, length);
      }
    } else if (opcode == CONTINUATION) {
      append(bytes, at, length);
      if (isFinal) {
        isInFragments = false;
        byte[] whole = message;
        message = NOTHING;
        to.onMessage(whole, messageLength, isBinary);
      }
    } else if (opcode == PING) {
      to.onPing(bytes, at, length);
    } else if (opcode == CLOSE) {
      isClosed = true;
      message = NOTHING;
      close(bytes, at, length, to);
    }
  }

  private void append(byte[] bytes, int at, int length) throws FrameException {
    long whole = (long) messageLength + length;
    if (whole > largest) {
      throw tooBig(whole);
    }
    if (whole > message.length) {
      long roomy = Math.min(largest, whole + (whole >> 1));
      message = Arrays.copyOf(message, (int) roomy);
    }
    System.arraycopy(bytes, at, message, messageLength, length);
    messageLength = (int) whole;
  }

  private static void close(byte[] bytes, int at, int length, Receiver to) throws FrameException {
    if (length == 0) {
      to.onClose(-1, "");
      return;
    }
    int code = (int) numberAt(bytes, at, Short.BYTES);
    boolean isKnown =
        (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || code >= 3000;
    if (!isKnown) {
      throw violation("Close with code " + code);
    }
    try {
      to.onClose(
          code, UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, at + 2, length - 2)).toString());
    } catch (CharacterCodingException e) {
      throw new FrameException(FrameException.INVALID_TEXT, "reason of a Close is not UTF-8");
    }
  }

  private FrameException tooBig(long length) {
    return new FrameException(
        FrameException.TOO_BIG,
        "message of " + length + " bytes, at most " + largest + " are read");
  }

  private static FrameException violation(String what) {
    return new FrameException(FrameException.PROTOCOL_ERROR, what);
  }

  private static long numberAt(byte[] bytes, int at, int size) {
    long value = 0;
    for (int i = at; i < at + size; i++) {
      value = value << 8 | (bytes[i] & 0xFF);
    }
    return value;
  }
}
