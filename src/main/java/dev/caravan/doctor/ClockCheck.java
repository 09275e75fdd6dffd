package dev.caravan.doctor;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Looks whether something keeps the machine's clock right: chrony, systemd-timesyncd, others. */
public final class ClockCheck implements Check {

  private static final String NEXT = "install chrony: apt install chrony";
  private static final int LEAP_STATUS = 13;

  private final Commands commands;
  private final Path timesyncd;

  /**
   * @param timesyncd the file that systemd-timesyncd makes once it is synchronised: {@code
   *     /run/systemd/timesync/synchronized}
   */
  public ClockCheck(Commands commands, Path timesyncd) {
    this.commands = commands;
    this.timesyncd = timesyncd;
  }

  @Override
  public String name() {
    return "clock";
  }

  @Override
  public List<Finding> look() throws InterruptedException {
    // chronyc prints one line of 14 fields; the last one is Normal, or Not synchronised.
    Optional<String> chrony = commands.output("chronyc", "-c", "tracking");
    if (chrony.isPresent()) {
      String[] fields = chrony.get().strip().split(",");
      boolean isRight = fields.length > LEAP_STATUS && fields[LEAP_STATUS].equals("Normal");
      return List.of(
          isRight
              ? Finding.ok(name(), "chrony keeps it, " + fields[4] + " s off by its own account")
              : Finding.warn(
                  name(),
                  "chrony runs, but is not synchronised",
                  "wait a minute, then look at: chronyc sources"));
    }
    if (Files.exists(timesyncd)) {
      return List.of(Finding.ok(name(), "systemd-timesyncd keeps it"));
    }
    Optional<String> systemd =
        commands.output("timedatectl", "show", "--property=NTPSynchronized", "--value");
    if (systemd.isPresent()) {
      return List.of(
          systemd.get().strip().equals("yes")
              ? Finding.ok(name(), "synchronised, says timedatectl")
              : Finding.warn(name(), "not synchronised, says timedatectl", NEXT));
    }
    return List.of(
        Finding.warn(
            name(),
            "nothing here says whether it is synchronised: no chrony, no systemd",
            NEXT
                + "; in a container the host keeps it, and the time of the venues below says how"
                + " far it is off"));
  }
}
