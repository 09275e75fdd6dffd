package dev.caravan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The bill of materials names what is in the jar, and nothing in it forbids giving it away. */
class BillOfMaterialsIT {

  private static final Set<String> FREE =
      Set.of(
          "Apache-2.0",
          "BSD-2-Clause",
          "BSD-3-Clause",
          "MIT",
          "CC0-1.0",
          "EPL-2.0",
          "LGPL-2.1-only");

  private JsonNode components;

  @BeforeEach
  void read() throws IOException {
    Path bill = Path.of(System.getProperty("caravan.sbom", "target/caravan.cdx.json"));
    assumeTrue(Files.isReadable(bill), () -> "skipped, no " + bill + "; mvn verify makes it");
    components = new ObjectMapper().readTree(bill.toFile()).path("components");
  }

  @Test
  void shouldNameTheLibrariesOfTheJarAndNoneOfTheTests() {
    Set<String> names = new TreeSet<>();
    components.forEach(component -> names.add(component.path("name").asText()));

    assertTrue(
        names.containsAll(
            Set.of("camel-main", "netty-codec-http", "zstd-jni", "logback-classic", "echarts")),
        names.toString());
    assertTrue(names.stream().noneMatch(name -> name.contains("junit")), names.toString());
    for (JsonNode component : components) {
      assertTrue(component.path("purl").asText().contains("@"), component.toString());
    }
  }

  /** Each package that is not ours belongs to a library that is named. */
  @Test
  void shouldMissNoLibraryThatIsInTheJar() throws IOException {
    Set<String> groups = new TreeSet<>();
    components.forEach(component -> groups.add(component.path("group").asText()));
    Set<String> strangers = new TreeSet<>();
    try (ZipFile jar = new ZipFile(System.getProperty("caravan.jar", "target/caravan.jar"))) {
      jar.stream()
          .map(ZipEntry::getName)
          .filter(name -> name.matches("(org/apache/[a-z]+|io/[a-z]+|com/[a-z]+)/.*\\.class"))
          .map(name -> name.split("/"))
          .map(part -> part[0] + "." + part[1] + (part[0].equals("org") ? "." + part[2] : ""))
          // The one library whose packages do not begin like its group.
          .map(name -> name.equals("org.apache.hc") ? "org.apache.httpcomponents" : name)
          .filter(name -> groups.stream().noneMatch(group -> group.startsWith(name)))
          .forEach(strangers::add);
    }

    assertEquals(Set.of(), strangers);
  }

  @Test
  void shouldHoldFreeLicencesOnly() {
    for (JsonNode component : components) {
      Set<String> licences = new TreeSet<>();
      for (JsonNode licence : component.path("licenses")) {
        licences.add(
            licence.path("license").path("id").asText(licence.path("expression").asText()));
      }
      assertTrue(
          licences.stream().anyMatch(FREE::contains),
          () -> component.path("purl") + " " + licences);
    }
  }
}
