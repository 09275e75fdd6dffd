package dev.caravan.camel.daemon;

import java.nio.file.FileSystemException;

/** The daemon could not start; the message says what to do, and nothing was left running. */
public final class StartException extends Exception {

  public StartException(String message, Throwable cause) {
    super(message, cause);
  }

  static StartException of(Exception cause) {
    return new StartException(reason(cause), cause);
  }

  /** The file system's own exceptions often say no more than the file. */
  private static String reason(Exception cause) {
    if (cause instanceof FileSystemException files && files.getReason() == null) {
      return "cannot be used: file="
          + files.getFile()
          + " cause="
          + cause.getClass().getSimpleName()
          + "; give the account the right to it, or name another folder with --data";
    }
    String message = cause.getMessage();
    return message == null ? cause.toString() : message;
  }
}
