package io.vsd.local.terminal;

import java.util.ArrayList;
import java.util.List;

/** A table of text, first column left-aligned, the others right-aligned. */
public final class TextTable {
  private final List<List<String>> rows = new ArrayList<>();

  /** A table with these column titles. */
  public TextTable(String... titles) {
    rows.add(List.of(titles));
  }

  /** Adds a row; it must have as many cells as there are titles. */
  public TextTable row(String... cells) {
    if (cells.length != rows.getFirst().size()) {
      throw new IllegalArgumentException("row has " + cells.length + " cells");
    }
    rows.add(List.of(cells));
    return this;
  }

  /** Prints the table with the titles dimmed. */
  public void print(Terminal terminal) {
    int columns = rows.getFirst().size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int c = 0; c < columns; c++) {
        widths[c] = Math.max(widths[c], row.get(c).length());
      }
    }
    for (int r = 0; r < rows.size(); r++) {
      StringBuilder line = new StringBuilder(" ");
      for (int c = 0; c < columns; c++) {
        String cell = rows.get(r).get(c);
        String pad = " ".repeat(widths[c] - cell.length());
        line.append(' ').append(c == 0 ? cell + pad : pad + cell).append(' ');
      }
      String text = line.toString().stripTrailing();
      terminal.line(r == 0 ? terminal.paint(Style.DIM, text) : text);
    }
  }
}
