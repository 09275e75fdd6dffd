package dev.caravan.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Reads a list of symbols as operators write it: names and patterns separated by commas, and {@code
 * file:config/symbols.txt} for a file with one a line and {@code #} before remarks.
 *
 * <p>A relative file is looked for in the working directory.
 */
public final class SymbolEntries {

  private static final String FILE = "file:";
  private static final long LONGEST_FILE = 1 << 20;

  private SymbolEntries() {}

  /**
   * All entries, those of files in place of the file.
   *
   * @throws IOException if a file cannot be read or holds nothing; the message names it
   */
  public static List<String> read(String list) throws IOException {
    List<String> entries = new ArrayList<>();
    for (String entry : Values.names(list)) {
      if (entry.startsWith(FILE)) {
        entries.addAll(readFile(entry));
      } else {
        entries.add(entry);
      }
    }
    return entries;
  }

  /** The files that a list names. */
  public static List<Path> files(String list) {
    return Values.names(list).stream()
        .filter(entry -> entry.startsWith(FILE))
        .flatMap(
            entry -> {
              try {
                return Stream.of(path(entry));
              } catch (IOException unnamed) {
                return Stream.empty();
              }
            })
        .toList();
  }

  private static Path path(String entry) throws IOException {
    try {
      return Path.of(entry.substring(FILE.length()).strip());
    } catch (InvalidPathException e) {
      throw new IOException("not a file name: " + entry, e);
    }
  }

  private static List<String> readFile(String entry) throws IOException {
    Path file = path(entry);
    List<String> entries;
    try {
      if (Files.size(file) > LONGEST_FILE) {
        throw new IOException("it is longer than " + LONGEST_FILE + " bytes");
      }
      entries =
          Files.readString(file, StandardCharsets.UTF_8)
              .lines()
              .map(line -> line.indexOf('#') < 0 ? line : line.substring(0, line.indexOf('#')))
              .flatMap(line -> Values.names(line).stream())
              .toList();
    } catch (NoSuchFileException e) {
      throw new IOException(
          "no such file of symbols: "
              + entry
              + " (in "
              + file.toAbsolutePath().getParent()
              + "); write it, one symbol a line",
          e);
    } catch (IOException e) {
      throw new IOException(
          "file of symbols cannot be read: " + entry + " reason=" + e.getMessage(), e);
    }
    if (entries.isEmpty()) {
      throw new IOException("file of symbols is empty: " + entry + "; write one symbol a line");
    }
    return entries;
  }
}
