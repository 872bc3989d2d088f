package io.vsd.local.bench;

import java.util.List;
import java.util.stream.Collectors;

/** A table in Markdown, first column left-aligned, the others right-aligned. */
public final class MarkdownTable {
  private final int columns;
  private final StringBuilder text = new StringBuilder();

  /** A table with these column titles. */
  public MarkdownTable(String... titles) {
    this.columns = titles.length;
    line(List.of(titles));
    text.append("|---|").append("---:|".repeat(columns - 1)).append('\n');
  }

  /** Adds a row; it must have as many cells as there are titles. */
  public MarkdownTable row(String... cells) {
    if (cells.length != columns) {
      throw new IllegalArgumentException("row has " + cells.length + " cells");
    }
    line(List.of(cells));
    return this;
  }

  private void line(List<String> cells) {
    text.append(
        cells.stream()
            .map(cell -> cell.replace("|", "\\|"))
            .collect(Collectors.joining(" | ", "| ", " |\n")));
  }

  /** The table, with a line end after its last row. */
  public String text() {
    return text.toString();
  }
}
