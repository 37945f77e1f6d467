package dev.nightshift.curation.pii;

/**
 * Social security numbers of the United States, as three, two and four digits with hyphens. Areas
 * 000, 666 and from 900 on, group 00 and serial 0000 were never given out (Social Security
 * Administration, RM 10201.035).
 */
final class SsnRule {

  private static final int LENGTH = 11;

  private SsnRule() {}

  /** Where a number that begins here ends; -1 if there is none. */
  static int end(CharSpan text, int start) {
    char before = text.at(start - 1);
    if (CharSpan.isWord(before) || before == '-' || before == '.') {
      return -1;
    }
    int end = start + LENGTH;
    if (text.digits(start, 4) != start + 3
        || text.at(start + 3) != '-'
        || text.digits(start + 4, 3) != start + 6
        || text.at(start + 6) != '-'
        || text.digits(start + 7, 5) != end) {
      return -1;
    }
    char behind = text.at(end);
    boolean goesOn =
        CharSpan.isWord(behind) || (behind == '-' && CharSpan.isDigit(text.at(end + 1)));
    int area = number(text, start, 3);
    boolean given =
        area != 0
            && area != 666
            && area < 900
            && number(text, start + 4, 2) != 0
            && number(text, start + 7, 4) != 0;
    return given && !goesOn ? end : -1;
  }

  private static int number(CharSpan text, int start, int digits) {
    int value = 0;
    for (int i = start; i < start + digits; i++) {
      value = 10 * value + text.at(i) - '0';
    }
    return value;
  }
}
