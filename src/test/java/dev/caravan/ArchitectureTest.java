package dev.caravan;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.NullMarked;

/** Says so when an arrow between packages turns round. */
@AnalyzeClasses(packages = "dev.caravan", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  private static final String ROOT = "dev.caravan";

  /**
   * Which packages each package may know, besides itself. A new arrow is a decision: it is added
   * here, and points from what assembles to what is assembled.
   */
  private static final Map<String, Set<String>> MAY_KNOW =
      Map.ofEntries(
          // Values and small tools, which know nobody.
          Map.entry("instrument", Set.of()),
          Map.entry("clock", Set.of()),
          Map.entry("log", Set.of()),
          Map.entry("config", Set.of()),
          Map.entry("disk", Set.of("clock")),
          Map.entry("health", Set.of("clock")),
          Map.entry("record", Set.of("instrument")),
          Map.entry("book", Set.of("instrument")),
          Map.entry("ledger", Set.of("instrument")),
          // What the data says, in one form for all venues.
          Map.entry("market", Set.of("instrument", "record", "book", "clock")),
          // What arrives.
          Map.entry("stream", Set.of("instrument", "record", "book", "clock")),
          Map.entry("rest", Set.of("instrument", "clock", "config", "book")),
          Map.entry("repair", Set.of("instrument", "record", "book", "stream", "rest")),
          Map.entry("simulator", Set.of("instrument", "ledger", "clock")),
          Map.entry(
              "venue",
              Set.of(
                  "instrument",
                  "record",
                  "book",
                  "market",
                  "stream",
                  "rest",
                  "simulator",
                  "ledger")),
          // What stays. Reading it back needs no socket.
          Map.entry("journal", Set.of("instrument", "record", "clock", "disk")),
          Map.entry("manifest", Set.of("instrument", "record", "book", "journal")),
          Map.entry(
              "archive", Set.of("instrument", "clock", "record", "book", "journal", "manifest")),
          Map.entry("recording", Set.of("instrument", "record", "journal", "manifest", "archive")),
          Map.entry(
              "verify",
              Set.of(
                  "market",
                  "instrument",
                  "record",
                  "book",
                  "journal",
                  "manifest",
                  "archive",
                  "recording",
                  "ledger")),
          Map.entry("replay", Set.of("instrument", "record", "journal", "recording", "simulator")),
          Map.entry(
              "merge", Set.of("instrument", "record", "journal", "manifest", "recording", "clock")),
          // What people see.
          Map.entry("incident", Set.of("clock", "log")),
          Map.entry("telegram", Set.of("incident", "clock", "log")),
          Map.entry(
              "web",
              Set.of("instrument", "market", "stream", "journal", "archive", "incident", "clock")),
          // What is looked at before a start.
          Map.entry(
              "doctor", Set.of("clock", "log", "disk", "journal", "stream", "rest", "telegram")),
          Map.entry("report", Set.of("stream", "journal", "incident", "web")),
          // What puts the parts together.
          Map.entry(
              "camel",
              Set.of(
                  "instrument",
                  "clock",
                  "log",
                  "disk",
                  "health",
                  "config",
                  "record",
                  "book",
                  "market",
                  "stream",
                  "rest",
                  "repair",
                  "venue",
                  "journal",
                  "manifest",
                  "archive",
                  "incident",
                  "telegram",
                  "web",
                  "report")),
          Map.entry(
              "cli",
              Set.of(
                  "instrument",
                  "clock",
                  "log",
                  "config",
                  "record",
                  "market",
                  "ledger",
                  "stream",
                  "rest",
                  "simulator",
                  "venue",
                  "disk",
                  "journal",
                  "manifest",
                  "archive",
                  "recording",
                  "verify",
                  "replay",
                  "merge",
                  "telegram",
                  "doctor",
                  "web",
                  "camel")),
          Map.entry("", Set.of("cli")));

  @ArchTest
  static final ArchRule packagesKnowOnlyWhatTheyMay =
      classes().that().resideInAPackage(ROOT + "..").should(knowOnlyWhatTheirPackageMay());

  @ArchTest
  static final ArchRule topLevelPackagesFormNoCycle =
      slices().matching(ROOT + ".(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule componentsFormNoCycle =
      slices().matching(ROOT + ".camel.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule onlyTheCamelPackagesKnowCamel =
      noClasses()
          .that()
          .resideOutsideOfPackage(ROOT + ".camel..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.camel..")
          .because("the core runs in a unit test, and in a later program, without Camel");

  @ArchTest
  static final ArchRule aVenueNeverTouchesTheDisk =
      noClasses()
          .that()
          .resideInAPackage(ROOT + ".venue..")
          .should()
          .dependOnClassesThat()
          .haveNameMatching(
              "java\\.io\\.(File|RandomAccessFile).*|java\\.nio\\.file\\.Files"
                  + "|java\\.nio\\.channels\\..*")
          .because("a venue is a dialect and a mapping of bytes, whatever becomes of them");

  @ArchTest
  static final ArchRule timeComesFromAClock =
      noClasses()
          .should()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callConstructor(Date.class)
          .because("wall time and monotonic time are given by dev.caravan.clock, or by java.time");

  @ArchTest
  static void everyPackageIsNullMarked(JavaClasses caravan) {
    List<String> unmarked =
        caravan.getPackage(ROOT).getSubpackagesInTree().stream()
            .filter(java -> !java.getClasses().isEmpty())
            .filter(java -> !java.isAnnotatedWith(NullMarked.class))
            .map(JavaPackage::getName)
            .sorted()
            .toList();

    assertEquals(List.of(), unmarked, "packages without a @NullMarked package-info.java");
  }

  @ArchTest
  static void everyPackageHasItsArrowsWrittenDown(JavaClasses caravan) {
    List<String> unknown =
        caravan.stream()
            .map(ArchitectureTest::topLevelPackage)
            .distinct()
            .filter(name -> !MAY_KNOW.containsKey(name))
            .sorted()
            .toList();

    assertEquals(List.of(), unknown, "packages that MAY_KNOW does not list");
  }

  private static ArchCondition<JavaClass> knowOnlyWhatTheirPackageMay() {
    return new ArchCondition<>("know only what their package may") {
      @Override
      public void check(JavaClass origin, ConditionEvents events) {
        String from = topLevelPackage(origin);
        Set<String> allowed = MAY_KNOW.getOrDefault(from, Set.of());
        for (Dependency dependency : origin.getDirectDependenciesFromSelf()) {
          JavaClass target = dependency.getTargetClass().getBaseComponentType();
          if (!isOurs(target)) {
            continue;
          }
          String to = topLevelPackage(target);
          if (!to.equals(from) && !allowed.contains(to)) {
            events.add(
                SimpleConditionEvent.violated(
                    dependency,
                    from + " must not know " + to + ": " + dependency.getDescription()));
          }
        }
      }
    };
  }

  private static boolean isOurs(JavaClass type) {
    return type.getPackageName().equals(ROOT) || type.getPackageName().startsWith(ROOT + ".");
  }

  /** {@code camel} of {@code dev.caravan.camel.tap}; empty for the root package itself. */
  private static String topLevelPackage(JavaClass type) {
    String below = type.getPackageName().substring(ROOT.length());
    return below.isEmpty() ? "" : below.substring(1).split("\\.", 2)[0];
  }
}
