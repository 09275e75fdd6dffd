package dev.caravan.camel.reload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RouteSourceTest {

  @TempDir Path folder;

  private static List<String> files(RouteSource source) throws IOException {
    return source.load().stream().map(RouteText::file).toList();
  }

  @Test
  void shouldReadRouteFilesOfTheFolderOnly() throws Exception {
    for (String name :
        List.of("b.camel.yaml", "a.camel.yaml", ".#a.camel.yaml", "a.camel.yaml~", "README.md")) {
      Files.writeString(folder.resolve(name), "x");
    }
    Files.createDirectories(folder.resolve("below.camel.yaml"));

    RouteSource source = new FolderRouteSource(folder, path -> true);

    assertEquals(List.of("a.camel.yaml", "b.camel.yaml"), files(source));
    assertTrue(source.read("README.md").isEmpty());
    assertTrue(source.read("gone.camel.yaml").isEmpty());
    assertEquals("file:" + folder.resolve("a.camel.yaml"), source.load().get(0).location());
    assertEquals(
        "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881",
        source.load().get(0).sha256());
  }

  @Test
  void shouldLeaveOutFilesThatAreNotLoadable() throws Exception {
    Files.writeString(folder.resolve("capture-a.camel.yaml"), "x");
    Files.writeString(folder.resolve("capture-b.camel.yaml"), "x");

    RouteSource source = new FolderRouteSource(folder, p -> p.endsWith("capture-b.camel.yaml"));

    assertEquals(List.of("capture-b.camel.yaml"), files(source));
  }

  @Test
  void shouldReadTheRoutesOfAJar() throws Exception {
    Path jar = folder.resolve("shipped.jar");
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file)) {
      for (String name : List.of("shipped/", "shipped/routes/")) {
        out.putNextEntry(new JarEntry(name));
      }
      for (String name : List.of("web.camel.yaml", "capture-x.camel.yaml", "README.md")) {
        out.putNextEntry(new JarEntry("shipped/routes/" + name));
        out.write("- route: {}".getBytes(StandardCharsets.UTF_8));
      }
    }

    try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null)) {
      RouteSource source =
          new ClasspathRouteSource(
              loader, "shipped/routes", p -> !p.endsWith("capture-x.camel.yaml"));

      assertEquals(List.of("web.camel.yaml"), files(source));
      assertEquals("classpath:shipped/routes/web.camel.yaml", source.load().get(0).location());
      assertTrue(source.folder().isEmpty());
      assertThrows(
          IOException.class,
          () -> new ClasspathRouteSource(loader, "nowhere", path -> true).load());
    }
  }
}
