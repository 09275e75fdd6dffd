package dev.caravan.market;

import static java.util.Objects.requireNonNull;

/**
 * A value that an event needs is missing or is none; the reader turns it into a {@link Refusal}.
 *
 * <p>Has no stack trace: frames are a stranger's, and a million bad ones must stay cheap.
 */
public final class FieldException extends Exception {

  private static final long serialVersionUID = 1;

  private final Reason reason;

  public FieldException(Reason reason, String detail) {
    super(detail, null, false, false);
    this.reason = requireNonNull(reason, "reason");
  }

  public Reason reason() {
    return reason;
  }

  /** What was found, short and in words. */
  public String detail() {
    return String.valueOf(getMessage());
  }
}
