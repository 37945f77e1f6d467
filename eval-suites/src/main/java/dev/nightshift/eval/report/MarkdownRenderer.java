package dev.nightshift.eval.report;

import java.util.ArrayList;
import java.util.List;

/**
 * A page as Markdown, its columns aligned so that it reads well on a terminal too. Links of cells
 * are left out: they lead to pages in HTML and would widen every column.
 */
final class MarkdownRenderer implements BlockWriter {

  private final StringBuilder out = new StringBuilder();
  private final String drawings;

  private MarkdownRenderer(String drawings) {
    this.drawings = drawings;
  }

  /**
   * A page.
   *
   * @param drawings where the files of galleries lie, as a link from the page; empty where they
   *     were not written
   */
  static String render(Page page, String drawings) {
    MarkdownRenderer renderer = new MarkdownRenderer(drawings);
    renderer.out.append("# ").append(page.title()).append("\n\nMade at ").append(page.madeAt());
    renderer.out.append(" from ").append(page.source()).append(".\n");
    page.blocks().forEach(block -> block.write(renderer));
    return renderer.out.toString();
  }

  @Override
  public void heading(Block.Heading heading) {
    heading(heading.level(), heading.text());
  }

  @Override
  public void paragraph(Block.Paragraph paragraph) {
    out.append(wrapped(paragraph.text())).append('\n');
  }

  @Override
  public void figure(Block.Figure figure) {
    table(figure.table());
  }

  @Override
  public void bullets(Block.Bullets bullets) {
    bullets.lines().forEach(line -> out.append("- ").append(line).append('\n'));
  }

  private void heading(int level, String text) {
    out.append('\n').append("#".repeat(level)).append(' ').append(text).append("\n\n");
  }

  @Override
  public void gallery(Block.Gallery gallery) {
    if (drawings.isEmpty()) {
      return;
    }
    heading(3, gallery.title());
    for (Block.Drawing drawing : gallery.drawings()) {
      out.append("![").append(drawing.name()).append("](<").append(drawings).append('/');
      out.append(drawing.file()).append(">)\n");
    }
  }

  @Override
  public void verbatim(Block.Verbatim block) {
    String fence = fence(block.text());
    out.append('\n').append(block.label()).append(":\n\n").append(fence).append('\n');
    out.append(block.text()).append('\n').append(fence).append('\n');
  }

  /** One backtick more than the longest run of them in the text, at least three. */
  private static String fence(String text) {
    int longest = 2;
    int run = 0;
    for (int i = 0; i < text.length(); i++) {
      run = text.charAt(i) == '`' ? run + 1 : 0;
      longest = Math.max(longest, run);
    }
    return "`".repeat(longest + 1);
  }

  @Override
  public void table(Block.Table table) {
    if (table.rows().isEmpty()) {
      out.append("None.\n");
      return;
    }
    if (out.charAt(out.length() - 2) != '\n') {
      out.append('\n');
    }
    List<List<String>> all = new ArrayList<>();
    all.add(table.heads());
    table.rows().forEach(row -> all.add(row.stream().map(MarkdownRenderer::text).toList()));
    int[] widths = new int[table.heads().size()];
    for (List<String> row : all) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(Math.max(widths[i], 3), row.get(i).length());
      }
    }
    line(all.get(0), widths);
    for (int width : widths) {
      out.append("|-").append("-".repeat(width)).append('-');
    }
    out.append("|\n");
    all.subList(1, all.size()).forEach(row -> line(row, widths));
  }

  private void line(List<String> cells, int[] widths) {
    for (int i = 0; i < widths.length; i++) {
      String cell = cells.get(i);
      out.append("| ").append(cell).append(" ".repeat(widths[i] - cell.length())).append(' ');
    }
    out.append("|\n");
  }

  private static String text(Cell cell) {
    String escaped = cell.text().replace("|", "\\|").replace('\n', ' ');
    return cell.tone() == Tone.BEST ? "**" + escaped + "**" : escaped;
  }

  /** A paragraph after an empty line, in lines of about 100 characters. */
  private String wrapped(String text) {
    StringBuilder lines = new StringBuilder(out.charAt(out.length() - 2) == '\n' ? "" : "\n");
    int column = 0;
    for (String word : text.split(" ")) {
      if (column > 0 && column + word.length() > 100) {
        lines.append('\n');
        column = 0;
      } else if (column > 0) {
        lines.append(' ');
        column++;
      }
      lines.append(word);
      column += word.length();
    }
    return lines.toString();
  }
}
