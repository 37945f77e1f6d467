package dev.nightshift.eval.prepare;

import dev.nightshift.eval.data.DataRow;
import dev.nightshift.eval.text.PythonText;
import dev.nightshift.eval.yaml.YamlMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Pages of WikiText, and their text as people write it. */
final class WikitextPreparations {

  // Each of the four is linear: it cannot cross the mark that closes it.
  private static final Pattern ROUND = between("\\(", "\\)");
  private static final Pattern SQUARE = between("\\[", "\\]");
  private static final Pattern CURLY = between("\\{", "}");
  private static final Pattern DOUBLE_QUOTE = between("\"", "\"");
  private static final Pattern SINGLE_QUOTE = between("'", "'");

  private WikitextPreparations() {}

  /**
   * {@code wikitext_pages}: the lines of a split become pages, each from a heading of the first
   * level ({@code = Title =}) to the next; {@code page} is the text as it stands, {@code
   * detokenized} as {@link #detokenize} has it.
   */
  static ItemPreparation pages(YamlMap settings) {
    return rows -> {
      List<DataRow> pages = new ArrayList<>();
      List<String> lines = new ArrayList<>();
      DataRow first = null;
      for (DataRow row : rows) {
        String line = row.text("text");
        if (isTitle(line) && first != null) {
          add(first, lines, pages);
          lines.clear();
          first = row;
        }
        first = first == null ? row : first;
        lines.add(line);
      }
      if (first != null) {
        // The file's last line ends with a line end, so that its split ends with an empty line.
        lines.add("");
        add(first, lines, pages);
      }
      return pages;
    };
  }

  private static void add(DataRow first, List<String> lines, List<DataRow> pages) {
    String page = String.join("\n", lines);
    if (!PythonText.strip(page).isEmpty()) {
      pages.add(first.derived(Integer.toString(pages.size()), fields(page)));
    }
  }

  private static Map<String, @Nullable Object> fields(String page) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("page", page);
    fields.put("detokenized", detokenize(page));
    return fields;
  }

  /** {@code wikitext}: rows that hold a {@code page} get {@code detokenized}. */
  static ItemPreparation rows(YamlMap settings) {
    return ItemPreparation.each(row -> row.with("detokenized", detokenize(row.text("page"))));
  }

  private static boolean isTitle(String line) {
    String text = PythonText.strip(line.replace("= = =", "===").replace("= =", "=="));
    return text.startsWith("= ") && text.endsWith(" =");
  }

  private static Pattern between(String open, String close) {
    return Pattern.compile(
        open + "\\s*+([^" + close + "]*+)" + close, Pattern.UNICODE_CHARACTER_CLASS);
  }

  /**
   * The rules of lm-evaluation-harness, in its order, but for one that needs a slash, an
   * apostrophe, a space, a digit and a slash in a row, and then writes its own pattern into the
   * text.
   */
  static String detokenize(String page) {
    String text =
        page.replace("s '", "s'")
            .replace(" @-@ ", "-")
            .replace(" @,@ ", ",")
            .replace(" @.@ ", ".")
            .replace(" : ", ": ")
            .replace(" ; ", "; ")
            .replace(" . ", ". ")
            .replace(" ! ", "! ")
            .replace(" ? ", "? ")
            .replace(" , ", ", ");
    text = trimmed(ROUND, "(", ")", text);
    text = trimmed(SQUARE, "[", "]", text);
    text = trimmed(CURLY, "{", "}", text);
    text = trimmed(DOUBLE_QUOTE, "\"", "\"", text);
    text = trimmed(SINGLE_QUOTE, "'", "'", text);
    return text.replace("= = = =", "====")
        .replace("= = =", "===")
        .replace("= =", "==")
        .replace(" \u00b0 ", "\u00b0")
        .replace(" \n", "\n")
        .replace("\n ", "\n")
        .replace(" N ", " 1 ")
        .replace(" 's", "'s");
  }

  private static String trimmed(Pattern pattern, String open, String close, String text) {
    return pattern
        .matcher(text)
        .replaceAll(
            match ->
                java.util.regex.Matcher.quoteReplacement(
                    open + stripRight(String.valueOf(match.group(1))) + close));
  }

  private static String stripRight(String text) {
    int end = text.length();
    while (end > 0 && PythonText.isSpace(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end);
  }
}
