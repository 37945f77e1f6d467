package dev.nightshift.curation.clean;

import java.lang.Character.UnicodeScript;

/**
 * Counts what hardly occurs in text but where UTF-8 was read as windows-1252 or Latin-1:
 *
 * <ul>
 *   <li>control characters from U+0080 to U+009F;
 *   <li>a capital of Latin-1 that starts a sequence, behind a small letter and before a byte that
 *       goes on with it ({@code "aÃ±o"}); {@code Ã} and {@code Â} also behind what is no letter
 *       ({@code "Â£5"}), but not behind a capital, since Portuguese writes {@code "AMANHÃ…"};
 *   <li>{@code "â€"}, and {@code â} before a sign from the upper half of windows-1252 and a byte
 *       that goes on ({@code "â„¢"}): quotes, dashes and signs;
 *   <li>{@code "ï»¿"}, the byte order mark, and {@code "ï¼"} and {@code "ï½"}, full-width forms;
 *   <li>six characters or more that read as letters of one script: {@code "Ð¼Ð¸Ñ€"}.
 * </ul>
 */
final class MojibakeMarks {

  private static final int LONG_RUN = 6;

  private MojibakeMarks() {}

  static int count(String line) {
    int marks = 0;
    int runEnd = 0;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c < '\u0080') {
        continue;
      }
      if (c <= '\u009F' && c != '\u0085') {
        marks++;
      }
      if (c >= 'Â' && c <= 'ô') {
        marks += isLead(line, i) ? 1 : 0;
        if (i >= runEnd) {
          int end = run(line, i);
          marks += end - i >= LONG_RUN ? 1 : 0;
          runEnd = Math.max(i + 1, end);
        }
      }
    }
    return marks;
  }

  private static boolean isLead(String line, int at) {
    char c = line.charAt(at);
    char next = at + 1 < line.length() ? line.charAt(at + 1) : ' ';
    char third = at + 2 < line.length() ? line.charAt(at + 2) : ' ';
    if (!MisreadBytes.isContinuation(next)) {
      return false;
    }
    if (c <= 'ß') {
      char before = at == 0 ? ' ' : line.charAt(at - 1);
      return Character.isLowerCase(before)
          || ((c == 'Ã' || c == 'Â') && !Character.isLetter(before));
    }
    if (c == 'â') {
      return next == '€' || (MisreadBytes.of(next) < 0xA0 && MisreadBytes.isContinuation(third));
    }
    return c == 'ï'
        && ((next == '»' && third == '¿')
            || ((next == '¼' || next == '½') && MisreadBytes.isContinuation(third)));
  }

  /** The end of a run of sequences that read as letters of one script; its start where none do. */
  private static int run(String line, int start) {
    UnicodeScript script = null;
    int at = start;
    while (at < line.length()) {
      int length = MisreadBytes.length(line, at);
      int point = length == 0 ? -1 : MisreadBytes.point(line, at, length);
      if (point < 0 || !Character.isLetter(point)) {
        break;
      }
      UnicodeScript here = UnicodeScript.of(point);
      // Japanese is written in three scripts at once.
      here =
          here == UnicodeScript.HIRAGANA || here == UnicodeScript.KATAKANA
              ? UnicodeScript.HAN
              : here;
      if (script != null && here != script) {
        break;
      }
      script = here;
      at += length;
    }
    return at;
  }
}
