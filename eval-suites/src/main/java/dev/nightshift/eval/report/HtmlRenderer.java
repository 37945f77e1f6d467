package dev.nightshift.eval.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A page as one HTML file that needs nothing beside it: style, script and drawings are inside.
 * Apart from void elements it is XML. It is readable without the script, which sorts tables.
 */
final class HtmlRenderer implements BlockWriter {

  /** Characters of a text that stays in one line. */
  private static final int BRIEF = 32;

  private final StringBuilder out = new StringBuilder();

  private HtmlRenderer() {}

  static String render(Page page) {
    HtmlRenderer renderer = new HtmlRenderer();
    renderer.write(page);
    return renderer.out.toString();
  }

  private void write(Page page) {
    String title = SvgChart.escape(page.title());
    out.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
        .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
        .append("<meta name=\"color-scheme\" content=\"light dark\">\n<title>")
        .append(title)
        .append("</title>\n<style>\n")
        .append(resource("report.css"))
        .append("</style>\n</head>\n<body>\n<h1>")
        .append(title)
        .append("</h1>\n<p class=\"made\">Made at ")
        .append(page.madeAt())
        .append(" from <code>")
        .append(SvgChart.escape(page.source()))
        .append("</code></p>\n");
    page.blocks().forEach(block -> block.write(this));
    out.append("<script>\n").append(resource("report.js")).append("</script>\n</body>\n</html>\n");
  }

  @Override
  public void heading(Block.Heading heading) {
    element("h" + heading.level(), heading.text());
  }

  @Override
  public void paragraph(Block.Paragraph paragraph) {
    element("p", paragraph.text());
  }

  @Override
  public void figure(Block.Figure figure) {
    out.append("<div class=\"wide\">").append(figure.svg()).append("</div>\n");
  }

  @Override
  public void gallery(Block.Gallery gallery) {
    element("h3", gallery.title());
    gallery.drawings().forEach(drawing -> out.append(drawing.svg()).append('\n'));
  }

  @Override
  public void bullets(Block.Bullets bullets) {
    out.append("<ul>\n");
    bullets.lines().forEach(line -> element("li", line));
    out.append("</ul>\n");
  }

  @Override
  public void verbatim(Block.Verbatim verbatim) {
    out.append("<div class=\"said\"><span class=\"label\">")
        .append(SvgChart.escape(verbatim.label()))
        .append("</span><pre>")
        .append(SvgChart.escape(verbatim.text()))
        .append("</pre></div>\n");
  }

  @Override
  public void table(Block.Table table) {
    if (table.rows().isEmpty()) {
      out.append("<p>None.</p>\n");
      return;
    }
    out.append("<div class=\"wide\"><table>\n<thead><tr>");
    for (int column = 0; column < table.heads().size(); column++) {
      int at = column;
      boolean numbers =
          table.rows().stream().anyMatch(row -> row.get(at).tone().styles().startsWith("number"));
      String head = table.heads().get(column);
      out.append(numbers ? "<th scope=\"col\" class=\"number\">" : "<th scope=\"col\">");
      if (!head.isEmpty()) {
        out.append("<button type=\"button\">").append(SvgChart.escape(head)).append("</button>");
      }
      out.append("</th>");
    }
    out.append("</tr></thead>\n<tbody>\n");
    for (List<Cell> row : table.rows()) {
      out.append("<tr>");
      row.forEach(this::cell);
      out.append("</tr>\n");
    }
    out.append("</tbody></table></div>\n");
  }

  private void cell(Cell cell) {
    out.append("<td");
    String styles = cell.tone().styles();
    if (styles.isEmpty() && cell.text().length() <= BRIEF) {
      styles = "brief";
    }
    if (!styles.isEmpty()) {
      out.append(" class=\"").append(styles).append('"');
    }
    if (cell.order() != null) {
      out.append(" data-order=\"").append(cell.order()).append('"');
    }
    out.append('>');
    String shown = cell.drawing().isEmpty() ? SvgChart.escape(cell.text()) : cell.drawing();
    if (cell.link().isEmpty()) {
      out.append(shown);
    } else {
      out.append("<a href=\"").append(SvgChart.escape(cell.link())).append("\">");
      out.append(shown).append("</a>");
    }
    out.append("</td>");
  }

  private void element(String name, String text) {
    out.append('<').append(name).append('>').append(SvgChart.escape(text));
    out.append("</").append(name).append(">\n");
  }

  private static String resource(String name) {
    try (InputStream in = HtmlRenderer.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the class path has no " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
