package dev.nightshift.curation.ingest.html;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeFilter;

/**
 * Cuts a page into blocks at its block-level tags and at two line breaks in a row. Scripts, styles,
 * forms' fields and frames hold no text of the page.
 */
final class BlockSplitter implements NodeFilter {

  private static final Set<String> SKIPPED =
      Set.of(
          "head",
          "script",
          "style",
          "template",
          "noscript",
          "iframe",
          "object",
          "embed",
          "svg",
          "canvas",
          "audio",
          "video",
          "select",
          "button",
          "textarea",
          "input",
          "datalist");
  private static final Set<String> BLOCKS =
      Set.of(
          "body",
          "address",
          "article",
          "aside",
          "blockquote",
          "caption",
          "center",
          "col",
          "colgroup",
          "dd",
          "details",
          "dialog",
          "dir",
          "div",
          "dl",
          "dt",
          "fieldset",
          "figcaption",
          "figure",
          "footer",
          "form",
          "header",
          "hgroup",
          "hr",
          "legend",
          "li",
          "main",
          "menu",
          "nav",
          "ol",
          "optgroup",
          "option",
          "p",
          "pre",
          "section",
          "summary",
          "table",
          "tbody",
          "td",
          "tfoot",
          "th",
          "thead",
          "tr",
          "ul",
          "h1",
          "h2",
          "h3",
          "h4",
          "h5",
          "h6");

  private final List<Block> blocks = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();
  private int linkCharacters;
  private int links;
  private int lists;
  private int preformatted;
  private int heading;
  private boolean itemStarts;
  private boolean breaks;
  private boolean spaces;
  private int cells = -1;

  /** The blocks in the order of the page. */
  List<Block> blocks() {
    flush(Block.Kind.PROSE);
    return blocks;
  }

  @Override
  public FilterResult head(Node node, int depth) {
    if (node instanceof TextNode leaf) {
      append(leaf.getWholeText());
      return FilterResult.CONTINUE;
    }
    if (!(node instanceof Element element)) {
      return FilterResult.CONTINUE;
    }
    String tag = element.normalName();
    if (SKIPPED.contains(tag)) {
      return FilterResult.SKIP_ENTIRELY;
    }
    if (tag.equals("br")) {
      lineBreak();
    } else if (tag.equals("a")) {
      links++;
    } else if (cells >= 0 && (tag.equals("td") || tag.equals("th"))) {
      if (cells++ > 0) {
        text.append(" | ");
        spaces = false;
      }
    } else if (BLOCKS.contains(tag)) {
      flush(Block.Kind.PROSE);
      open(element, tag);
    }
    return FilterResult.CONTINUE;
  }

  private void open(Element element, String tag) {
    switch (tag) {
      case "pre" -> preformatted++;
      case "ul", "ol", "menu", "dir" -> lists++;
      case "li" -> itemStarts = true;
      case "h1", "h2", "h3", "h4", "h5", "h6" -> heading = tag.charAt(1) - '0';
      case "tr" -> cells = isDataRow(element) ? 0 : -1;
      default -> {
        // The others divide blocks and say no more.
      }
    }
  }

  @Override
  public FilterResult tail(Node node, int depth) {
    if (!(node instanceof Element element)) {
      return FilterResult.CONTINUE;
    }
    String tag = element.normalName();
    if (tag.equals("a")) {
      links--;
      return FilterResult.CONTINUE;
    }
    if (!BLOCKS.contains(tag) || (cells >= 0 && (tag.equals("td") || tag.equals("th")))) {
      return FilterResult.CONTINUE;
    }
    switch (tag) {
      case "pre" -> {
        flush(Block.Kind.PREFORMATTED);
        preformatted = Math.max(0, preformatted - 1);
      }
      case "tr" -> {
        flush(cells >= 0 ? Block.Kind.TABLE_ROW : Block.Kind.PROSE);
        cells = -1;
      }
      case "h1", "h2", "h3", "h4", "h5", "h6" -> {
        flush(Block.Kind.PROSE);
        heading = 0;
      }
      case "ul", "ol", "menu", "dir" -> {
        flush(Block.Kind.PROSE);
        lists = Math.max(0, lists - 1);
      }
      case "li" -> {
        flush(Block.Kind.PROSE);
        itemStarts = false;
      }
      default -> flush(Block.Kind.PROSE);
    }
    return FilterResult.CONTINUE;
  }

  /** A row of data has cells without blocks in them; rows that lay out a page have others. */
  private static boolean isDataRow(Element row) {
    int cells = 0;
    for (Element cell : row.children()) {
      cells++;
      for (Element child : cell.children()) {
        if (BLOCKS.contains(child.normalName())) {
          return false;
        }
      }
    }
    return cells > 1;
  }

  private void lineBreak() {
    if (preformatted > 0) {
      text.append('\n');
    } else if (breaks) {
      flush(Block.Kind.PROSE);
    } else {
      breaks = true;
      spaces = true;
    }
  }

  private void append(String piece) {
    int before = text.length();
    if (preformatted > 0) {
      text.append(piece);
    } else {
      for (int i = 0; i < piece.length(); i++) {
        char c = piece.charAt(i);
        if (c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f' || c == '\u00a0') {
          spaces = true;
        } else {
          if (spaces && !text.isEmpty()) {
            text.append(' ');
          }
          spaces = false;
          breaks = false;
          text.append(c);
        }
      }
    }
    if (links > 0) {
      linkCharacters += text.length() - before;
    }
  }

  private void flush(Block.Kind as) {
    breaks = false;
    spaces = false;
    String whole = text.toString();
    int inLinks = linkCharacters;
    text.setLength(0);
    linkCharacters = 0;
    if (whole.isBlank()) {
      return;
    }
    if (preformatted > 0) {
      blocks.add(new Block(Block.Kind.PREFORMATTED, 0, withoutBlankEnds(whole), inLinks));
    } else if (as == Block.Kind.TABLE_ROW) {
      blocks.add(new Block(as, 0, whole.strip(), inLinks));
    } else if (heading > 0) {
      blocks.add(new Block(Block.Kind.HEADING, heading, whole.strip(), inLinks));
    } else if (itemStarts) {
      itemStarts = false;
      blocks.add(new Block(Block.Kind.LIST_ITEM, Math.max(1, lists), whole.strip(), inLinks));
    } else {
      blocks.add(new Block(Block.Kind.PROSE, 0, whole.strip(), inLinks));
    }
  }

  private static String withoutBlankEnds(String code) {
    int start = code.startsWith("\n") ? 1 : 0;
    return code.substring(start).stripTrailing();
  }
}
