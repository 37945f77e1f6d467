package dev.nightshift.curation.ingest.latex;

import org.jspecify.annotations.Nullable;

/**
 * Takes the comments out of a source: from a percent sign that no backslash escapes to the end of
 * the line, and the whole line where nothing else stands on it. What stands in {@code verbatim},
 * {@code lstlisting}, {@code minted} and {@code Verbatim} stays as it is; what stands in {@code
 * comment} goes.
 */
final class LatexComments {

  private static final String[] VERBATIM = {"verbatim", "Verbatim", "lstlisting", "minted"};
  private static final String BEGIN = "\\begin{";

  private LatexComments() {}

  static String without(String source) {
    StringBuilder kept = new StringBuilder(source.length());
    int length = source.length();
    int lineStart = 0;
    for (int i = 0; i < length; i++) {
      char c = source.charAt(i);
      if (c == '\\') {
        String verbatim = verbatimAt(source, i);
        if (verbatim != null) {
          int end = source.indexOf("\\end{" + verbatim + "}", i);
          end = end < 0 ? length : end;
          kept.append(source, i, end);
          i = end - 1;
        } else if (source.startsWith(BEGIN + "comment}", i)) {
          int end = source.indexOf("\\end{comment}", i);
          i = end < 0 ? length : end + "\\end{comment}".length() - 1;
        } else {
          kept.append(c);
          if (i + 1 < length) {
            i++;
            kept.append(source.charAt(i));
            if (source.charAt(i) == '\n') {
              lineStart = kept.length();
            }
          }
        }
      } else if (c == '%') {
        int end = source.indexOf('\n', i);
        boolean whole = isBlank(kept, lineStart);
        if (whole) {
          kept.setLength(lineStart);
        }
        if (end < 0) {
          break;
        }
        // The end of a line that was a comment alone goes with it.
        i = whole ? end : end - 1;
      } else {
        kept.append(c);
        if (c == '\n') {
          lineStart = kept.length();
        }
      }
    }
    return kept.toString();
  }

  private static boolean isBlank(StringBuilder text, int from) {
    for (int i = from; i < text.length(); i++) {
      if (text.charAt(i) != ' ' && text.charAt(i) != '\t') {
        return false;
      }
    }
    return true;
  }

  private static @Nullable String verbatimAt(String source, int at) {
    if (!source.startsWith(BEGIN, at)) {
      return null;
    }
    for (String name : VERBATIM) {
      int end = at + BEGIN.length() + name.length();
      if (source.startsWith(name, at + BEGIN.length())
          && end < source.length()
          && source.charAt(end) == '}') {
        return name;
      }
    }
    return null;
  }
}
