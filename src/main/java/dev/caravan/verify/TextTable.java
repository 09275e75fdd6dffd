package dev.caravan.verify;

import java.util.ArrayList;
import java.util.List;

/** Sets columns of text under each other; a heading that ends in {@code <} is set to the right. */
final class TextTable {

  private static final String BETWEEN = "  ";

  private final boolean[] isRight;
  private final List<String[]> rows = new ArrayList<>();

  TextTable(String... headings) {
    isRight = new boolean[headings.length];
    String[] first = new String[headings.length];
    for (int i = 0; i < headings.length; i++) {
      isRight[i] = headings[i].endsWith("<");
      first[i] = isRight[i] ? headings[i].substring(0, headings[i].length() - 1) : headings[i];
    }
    rows.add(first);
  }

  void row(String... cells) {
    if (cells.length != isRight.length) {
      throw new IllegalArgumentException("a row has as many cells as there are headings");
    }
    rows.add(cells.clone());
  }

  List<String> lines() {
    int[] widths = new int[isRight.length];
    for (String[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        widths[i] = Math.max(widths[i], row[i].length());
      }
    }
    List<String> lines = new ArrayList<>(rows.size());
    for (String[] row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.length; i++) {
        String blanks = " ".repeat(widths[i] - row[i].length());
        line.append(i == 0 ? "" : BETWEEN);
        line.append(isRight[i] ? blanks + row[i] : row[i] + blanks);
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }
}
