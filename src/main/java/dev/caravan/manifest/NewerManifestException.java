package dev.caravan.manifest;

import java.io.Serial;
import java.nio.file.Path;

/** A newer version of this software wrote the manifest; upgrade to read it, nothing is wrong. */
public final class NewerManifestException extends ManifestException {
  @Serial private static final long serialVersionUID = 1;

  NewerManifestException(Path file, int found, int known) {
    super(
        "manifest not read: file=%s formatVersion=%d known=%d; a newer Caravan wrote it, upgrade to read it"
            .formatted(file, found, known));
  }
}
