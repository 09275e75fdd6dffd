package dev.caravan.stream;

/** The venue broke the WebSocket protocol; the connection ends with this code. */
final class FrameException extends Exception {

  private static final long serialVersionUID = 1;

  static final int PROTOCOL_ERROR = 1002;
  static final int INVALID_TEXT = 1007;
  static final int TOO_BIG = 1009;

  private final int code;

  FrameException(int code, String message) {
    super(message);
    this.code = code;
  }

  /** Close code to end the connection with. */
  int code() {
    return code;
  }
}
