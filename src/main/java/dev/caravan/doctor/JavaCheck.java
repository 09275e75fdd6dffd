package dev.caravan.doctor;

import java.util.List;

/** Looks whether this is a Java that Caravan is tested on. */
public final class JavaCheck implements Check {

  private static final int OLDEST = 17;
  private static final int NEWEST_TESTED = 25;

  private final Runtime.Version version;

  public JavaCheck(Runtime.Version version) {
    this.version = version;
  }

  @Override
  public String name() {
    return "java";
  }

  @Override
  public List<Finding> look() {
    String said = "Java " + version;
    String install = "install OpenJDK " + OLDEST + " to " + NEWEST_TESTED;
    if (version.feature() < OLDEST) {
      return List.of(Finding.fail(name(), said + " is older than " + OLDEST, install));
    }
    return List.of(
        version.feature() > NEWEST_TESTED
            ? Finding.warn(name(), said + " is newer than any that was tested", install)
            : Finding.ok(name(), said));
  }
}
