package dev.caravan.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Somebody else writes below the data folder: stop it, or use another folder. */
public final class DataLockedException extends IOException {

  DataLockedException(Path dataDir, Optional<DataLock.Holder> holder) {
    super(
        "data folder is in use: folder="
            + dataDir
            + holder
                .map(
                    by ->
                        " pid="
                            + by.pid()
                            + " since="
                            + by.startedAt()
                            + (by.http().isEmpty() ? "" : " http=" + by.http()))
                .orElse("")
            + "; stop the other process or name another folder with --data");
  }
}
