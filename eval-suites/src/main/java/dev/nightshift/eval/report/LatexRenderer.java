package dev.nightshift.eval.report;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The tables of a page as LaTeX, with the rules of the package booktabs: to paste into a paper, or
 * to compile as it stands.
 */
final class LatexRenderer implements BlockWriter {

  private final StringBuilder out = new StringBuilder();
  private String caption = "";

  private LatexRenderer() {}

  static String render(Page page) {
    LatexRenderer renderer = new LatexRenderer();
    renderer
        .out
        .append("% ")
        .append(page.title().replaceAll("\\R", " "))
        .append(", made at ")
        .append(page.madeAt())
        .append("\n\\documentclass{article}\n\\usepackage[utf8]{inputenc}\n")
        .append("\\usepackage{booktabs,graphicx,textcomp}\n\\begin{document}\n\\section*{")
        .append(escape(page.title()))
        .append("}\n");
    page.blocks().forEach(block -> block.write(renderer));
    return renderer.out.append("\\end{document}\n").toString();
  }

  @Override
  public void heading(Block.Heading heading) {
    caption = heading.text();
  }

  @Override
  public void paragraph(Block.Paragraph paragraph) {
    out.append('\n').append(escape(paragraph.text())).append('\n');
  }

  @Override
  public void table(Block.Table table) {
    if (table.rows().isEmpty()) {
      return;
    }
    out.append("\n\\begin{table}[htbp]\n\\centering\n\\caption{")
        .append(escape(caption))
        .append("}\n\\resizebox{\\ifdim\\width>\\linewidth\\linewidth\\else\\width\\fi}{!}{%\n")
        .append("\\begin{tabular}{");
    for (int column = 0; column < table.heads().size(); column++) {
      int at = column;
      boolean numbers =
          table.rows().stream().map(row -> row.get(at)).anyMatch(cell -> cell.order() != null);
      out.append(numbers ? 'r' : 'l');
    }
    out.append("}\n\\toprule\n");
    line(table.heads().stream().map(LatexRenderer::escape).toList());
    out.append("\\midrule\n");
    table.rows().forEach(row -> line(row.stream().map(LatexRenderer::cell).toList()));
    out.append("\\bottomrule\n\\end{tabular}}\n\\end{table}\n");
  }

  @Override
  public void figure(Block.Figure figure) {
    table(figure.table());
  }

  @Override
  public void gallery(Block.Gallery gallery) {
    // Drawings are files beside the report: --curves.
  }

  @Override
  public void bullets(Block.Bullets bullets) {
    out.append("\\begin{itemize}\n");
    bullets.lines().forEach(line -> out.append("\\item ").append(escape(line)).append('\n'));
    out.append("\\end{itemize}\n");
  }

  @Override
  public void verbatim(Block.Verbatim verbatim) {
    out.append("\n\\paragraph{").append(escape(verbatim.label())).append("}\n\\texttt{");
    out.append(
        verbatim.text().lines().map(LatexRenderer::escape).collect(Collectors.joining("\\\\ ")));
    out.append("}\n");
  }

  private void line(List<String> cells) {
    out.append(String.join(" & ", cells)).append(" \\\\\n");
  }

  private static String cell(Cell cell) {
    String text = escape(cell.text());
    return cell.tone() == Tone.BEST ? "\\textbf{" + text + "}" : text;
  }

  static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 8);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\\' -> escaped.append("\\textbackslash{}");
        case '{', '}', '$', '&', '#', '%', '_' -> escaped.append('\\').append(c);
        case '~' -> escaped.append("\\textasciitilde{}");
        case '^' -> escaped.append("\\textasciicircum{}");
        case '<' -> escaped.append("\\textless{}");
        case '>' -> escaped.append("\\textgreater{}");
        case '±' -> escaped.append("$\\pm$");
        case 'Δ' -> escaped.append("$\\Delta$");
        case '↑' -> escaped.append("$\\uparrow$");
        case '↓' -> escaped.append("$\\downarrow$");
        case '·' -> escaped.append("$\\cdot$");
        case '…' -> escaped.append("\\ldots{}");
        default -> escaped.append(c >= '\u2581' && c <= '\u2588' ? ' ' : c);
      }
    }
    return escaped.toString();
  }
}
