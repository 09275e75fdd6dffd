package dev.caravan.manifest;

import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * A manifest is unreadable or contradicts what it describes; nothing may be deleted on its word.
 */
public class ManifestException extends IOException {
  @Serial private static final long serialVersionUID = 1;

  public ManifestException(String message) {
    super(message);
  }

  public ManifestException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
