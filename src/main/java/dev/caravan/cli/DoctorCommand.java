package dev.caravan.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.caravan.config.ConfigException;
import dev.caravan.doctor.Check;
import dev.caravan.doctor.Doctor;
import dev.caravan.doctor.Finding;
import dev.caravan.doctor.Finding.Level;
import dev.caravan.rest.RestThread;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says before a start whether {@code run} would work, and what to do where it would not. */
@Command(
    name = "doctor",
    description = {
      "Look whether run would work here: Java, memory, clock, file handles, folders, disk, port,"
          + " routes, names, venues, Telegram.",
      "Starts nothing, sends no message, and removes the file it measures the disk with."
    },
    footer = {
      "",
      "Exit code: 0 run would work, 1 it would not, or not as configured.",
      "Example:",
      "  java -jar caravan.jar doctor --config /etc/caravan --data /srv/caravan"
    },
    mixinStandardHelpOptions = true)
public final class DoctorCommand implements Callable<Integer> {

  @Mixin private ConfigFiles files = new ConfigFiles();

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    List<Finding> findings = new ArrayList<>();
    try (RestThread rest = new RestThread()) {
      List<Check> checks = new ArrayList<>(DoctorChecks.ofMachine());
      try {
        ConfigFiles.Loaded loaded = files.load();
        checks.add(0, found(Finding.ok("config", "from " + loaded.origin())));
        checks.addAll(DoctorChecks.of(loaded.config(), files, rest));
      } catch (ConfigException e) {
        checks.addAll(0, e.problems().stream().map(DoctorCommand::refused).toList());
      } catch (IOException e) {
        checks.add(0, refused(Failures.words(e)));
      }
      findings.addAll(
          Doctor.examine(
              checks,
              Doctor.DEFAULT_WITHIN,
              finding -> {
                if (!json) {
                  print(finding, out);
                }
              }));
    }
    boolean wouldRun = Doctor.wouldRun(findings);
    if (json) {
      out.println(asJson(findings, wouldRun));
    } else {
      out.println();
      out.println(verdict(findings, wouldRun));
    }
    out.flush();
    return wouldRun ? 0 : 1;
  }

  private static Check refused(String problem) {
    return found(Finding.fail("config", problem, "run would refuse to start"));
  }

  /** A check whose result is known already. */
  static Check found(Finding finding) {
    return new Check() {
      @Override
      public String name() {
        return finding.check();
      }

      @Override
      public List<Finding> look() {
        return List.of(finding);
      }
    };
  }

  private static void print(Finding finding, PrintWriter out) {
    out.printf(
        "%-4s  %-11s  %s%s%n",
        lower(finding.level()),
        finding.check(),
        finding.said(),
        finding.next().isEmpty() ? "" : "; " + finding.next());
    out.flush();
  }

  private static String verdict(List<Finding> findings, boolean wouldRun) {
    long failed = count(findings, Level.FAIL);
    long warned = count(findings, Level.WARN);
    String notes = warned == 0 ? "" : ", " + warned + (warned == 1 ? " note" : " notes");
    return wouldRun
        ? "run would work" + notes
        : "run would not work: " + failed + " failed" + notes;
  }

  private static long count(List<Finding> findings, Level level) {
    return findings.stream().filter(finding -> finding.level() == level).count();
  }

  private static String asJson(List<Finding> findings, boolean wouldRun) {
    StringWriter text = new StringWriter();
    try (JsonGenerator generator = new JsonFactory().createGenerator(text)) {
      generator.writeStartObject();
      generator.writeNumberField("formatVersion", 1);
      generator.writeBooleanField("wouldRun", wouldRun);
      generator.writeArrayFieldStart("findings");
      for (Finding finding : findings) {
        generator.writeStartObject();
        generator.writeStringField("check", finding.check());
        generator.writeStringField("level", lower(finding.level()));
        generator.writeStringField("said", finding.said());
        generator.writeStringField("next", finding.next());
        generator.writeEndObject();
      }
      generator.writeEndArray();
      generator.writeEndObject();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return text.toString();
  }

  private static String lower(Level level) {
    return level.name().toLowerCase(Locale.ROOT);
  }
}
