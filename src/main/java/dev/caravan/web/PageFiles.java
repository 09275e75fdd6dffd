package dev.caravan.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Holds the few files that the page consists of; a name outside this list does not exist, whatever
 * dots and slashes it has.
 */
public final class PageFiles {
  private static final String FOLDER = "/web/";

  /** The WebJar's version stands in its path; as in pom.xml. */
  private static final String ECHARTS = "/META-INF/resources/webjars/echarts/5.5.0/echarts.min.js";

  private static final List<String> SHEETS = List.of("colours", "layout", "parts");

  /** One idea each; {@code dashboard} is the one that the page names. */
  private static final List<String> MODULES =
      List.of(
          "candles",
          "charts",
          "dashboard",
          "glance",
          "incidents",
          "journals",
          "ladder",
          "link",
          "market",
          "nodes",
          "rate",
          "request",
          "routes",
          "streams",
          "theme",
          "timeline",
          "venues",
          "words");

  private final Map<String, PageFile> files = new TreeMap<>();

  /**
   * One file of the page.
   *
   * @param tag changes with the content; already quoted, as an ETag header wants it
   */
  public record PageFile(String contentType, byte[] content, String tag) {}

  public PageFiles() {
    add("dashboard.html", "text/html; charset=utf-8", FOLDER + "dashboard.html");
    SHEETS.forEach(name -> add(name + ".css", "text/css; charset=utf-8", FOLDER + name + ".css"));
    MODULES.forEach(
        name -> add(name + ".js", "text/javascript; charset=utf-8", FOLDER + name + ".js"));
    add("icon.svg", "image/svg+xml", FOLDER + "icon.svg");
    add("echarts.min.js", "text/javascript; charset=utf-8", ECHARTS);
  }

  /** The file of exactly this name. */
  public Optional<PageFile> find(String name) {
    return Optional.ofNullable(files.get(name));
  }

  /** The page itself. */
  public PageFile page() {
    return find("dashboard.html").orElseThrow();
  }

  private void add(String name, String contentType, String resource) {
    byte[] content = read(resource);
    files.put(name, new PageFile(contentType, content, tagOf(content)));
  }

  private static byte[] read(String resource) {
    try (InputStream in = PageFiles.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(
            "page file missing in the jar: " + resource + "; build again with mvn package");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("page file unreadable: " + resource, e);
    }
  }

  private static String tagOf(byte[] content) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
      return '"' + HexFormat.of().formatHex(digest, 0, 8) + '"';
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
