package dev.caravan.doctor;

import dev.caravan.journal.DataLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Looks whether the data folder can be written, and nobody else writes there. */
public final class DataFolderCheck implements Check {

  private final Path dataDir;

  public DataFolderCheck(Path dataDir) {
    this.dataDir = dataDir;
  }

  @Override
  public String name() {
    return "data";
  }

  @Override
  public List<Finding> look() throws IOException {
    Optional<DataLock.Holder> holder = DataLock.holder(dataDir);
    if (holder.isPresent()) {
      return List.of(
          Finding.fail(
              name(),
              "process "
                  + holder.get().pid()
                  + " records into "
                  + dataDir
                  + " since "
                  + holder.get().startedAt(),
              "look at it with status; a second run needs that one stopped, or another"
                  + " caravan.data-dir"));
    }
    Optional<String> problem = Folders.writeProblem(dataDir);
    if (problem.isPresent()) {
      return List.of(
          Finding.fail(
              name(),
              problem.get(),
              "give it to the account that runs Caravan, or set caravan.data-dir"));
    }
    return List.of(
        Finding.ok(
            name(),
            Files.isDirectory(dataDir)
                ? dataDir + " can be written"
                : dataDir + " is not there yet and can be made"));
  }
}
