package dev.nightshift.curation.ingest.latex;

import java.io.IOException;

/**
 * Cleans a LaTeX source as the data of LLaMA was cleaned (Touvron et al. 2023, section 2.1, after
 * Lewkowycz et al. 2022, Minerva): comments are taken out, everything before the first section and
 * from the bibliography on is dropped, and the author's abbreviations are written out. Mathematics
 * stays as it is, and {@code \input} is not followed.
 *
 * <p>A source without a section starts behind {@code \begin{document}}, or at its first character
 * where that is missing too.
 */
public final class LatexSource {

  private static final String[] SECTIONS = {
    "part", "chapter", "section", "subsection", "subsubsection", "paragraph", "subparagraph"
  };
  private static final String[] ENDS = {
    "\\begin{thebibliography}",
    "\\begin{references}",
    "\\begin{REFERENCES}",
    "\\bibliography{",
    "\\printbibliography",
    "\\end{document}"
  };
  private static final String BEGIN = "\\begin{document}";

  private LatexSource() {}

  /**
   * Cleans a source.
   *
   * @param most longest text that abbreviations may grow to, in characters
   * @throws IOException if they grow further
   */
  public static LatexText clean(String source, int most) throws IOException {
    String plain = LatexComments.without(source.replace("\r\n", "\n"));
    LatexMacros macros = LatexMacros.of(plain);
    int start = start(plain);
    int end = end(plain, start);
    String body = macros.expand(plain.substring(start, end), most);
    return new LatexText(title(plain, macros, most), squeezed(body));
  }

  private static int start(String source) {
    int begin = source.indexOf(BEGIN);
    int from = begin < 0 ? 0 : begin + BEGIN.length();
    for (int i = source.indexOf('\\', from); i >= 0; i = source.indexOf('\\', i + 1)) {
      if (isSection(source, i + 1)) {
        return i;
      }
    }
    return from;
  }

  private static boolean isSection(String source, int at) {
    for (String name : SECTIONS) {
      int end = at + name.length();
      if (source.startsWith(name, at)
          && end < source.length()
          && "{[*".indexOf(source.charAt(end)) >= 0) {
        return true;
      }
    }
    return false;
  }

  private static int end(String source, int from) {
    int end = source.length();
    for (String mark : ENDS) {
      int at = source.indexOf(mark, from);
      end = at < 0 ? end : Math.min(end, at);
    }
    return end;
  }

  private static String title(String source, LatexMacros macros, int most) throws IOException {
    int at = source.indexOf("\\title");
    int open = at < 0 ? -1 : source.indexOf('{', at);
    if (open < 0 || open > at + 200) {
      return "";
    }
    int close = LatexMacros.closing(source, open);
    return close < 0
        ? ""
        : macros.expand(source.substring(open + 1, close), most).strip().replace('\n', ' ');
  }

  /** At most one blank line in a row, where comments and definitions have left more. */
  private static String squeezed(String text) {
    StringBuilder squeezed = new StringBuilder(text.length());
    int ends = 2;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      ends = c == '\n' ? ends + 1 : 0;
      if (ends <= 2) {
        squeezed.append(c);
      }
    }
    return squeezed.toString().strip();
  }
}
