package dev.caravan.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Looks who may read the secrets, who may change the routes, and whether logs can be written. */
public final class PermissionsCheck implements Check {

  private final Optional<Path> configFile;
  private final boolean holdsSecret;
  private final Optional<Path> routes;
  private final Optional<Path> logDir;

  /**
   * @param configFile empty where the shipped defaults are used
   * @param holdsSecret whether a secret stands in it
   * @param routes empty where the shipped ones are used
   * @param logDir empty where no log file is written
   */
  public PermissionsCheck(
      Optional<Path> configFile,
      boolean holdsSecret,
      Optional<Path> routes,
      Optional<Path> logDir) {
    this.configFile = configFile;
    this.holdsSecret = holdsSecret;
    this.routes = routes;
    this.logDir = logDir;
  }

  @Override
  public String name() {
    return "permissions";
  }

  @Override
  public List<Finding> look() throws IOException {
    List<Finding> findings = new ArrayList<>();
    if (configFile.isPresent()
        && holdsSecret
        && may(configFile.get(), PosixFilePermission.OTHERS_READ)) {
      findings.add(
          Finding.warn(
              name(),
              configFile.get() + " holds a secret, and everyone on this machine can read it",
              "chmod 640 " + configFile.get() + ", or use TELEGRAM_TOKEN"));
    }
    if (routes.isPresent()) {
      if (!Files.isReadable(routes.get())) {
        findings.add(
            Finding.fail(name(), routes.get() + " cannot be read", "chmod a+rx " + routes.get()));
      } else if (may(routes.get(), PosixFilePermission.OTHERS_WRITE)) {
        findings.add(
            Finding.warn(
                name(),
                routes.get() + " can be written by everyone; routes are code",
                "chmod o-w " + routes.get()));
      }
    }
    logDir
        .flatMap(Folders::writeProblem)
        .ifPresent(
            problem ->
                findings.add(
                    Finding.warn(
                        name(),
                        problem + "; logs go to stderr only",
                        "give it to the account that runs Caravan, or set caravan.log-dir")));
    return findings.isEmpty()
        ? List.of(Finding.ok(name(), "configuration, routes and logs are readable as they should"))
        : findings;
  }

  private static boolean may(Path file, PosixFilePermission permission) throws IOException {
    Set<PosixFilePermission> granted;
    try {
      granted = Files.getPosixFilePermissions(file);
    } catch (UnsupportedOperationException notPosix) {
      return false;
    }
    return granted.contains(permission);
  }
}
