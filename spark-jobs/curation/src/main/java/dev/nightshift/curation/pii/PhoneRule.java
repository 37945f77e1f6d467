package dev.nightshift.curation.pii;

/**
 * Telephone numbers: international ones as ITU-T E.164 numbers behind a plus sign (up to 15 digits,
 * a country code that is given out), North American ones as the numbering plan writes them (area 2
 * to 9, exchange 2 to 9, three, three and four digits), and, where a word like "phone" or "fax"
 * stands before, any number of 7 to 13 digits in groups.
 *
 * <p>Bare runs of digits are no numbers without such a word, nor are dates, versions, amounts and
 * ISBNs, whose groups or check digits give them away.
 */
final class PhoneRule {

  private static final int MOST_DIGITS = 15;
  private static final int REACH = 20;
  private static final String[] WORDS = {
    "phone", "telephone", "tel", "telefon", "fax", "telefax", "call", "mobile", "mobil", "cell",
    "cellular", "ph", "voice", "dial", "pager", "toll", "free", "handy", "telefono", "tlf"
  };
  private static final String[] BOOKS = {"isbn", "issn", "doi", "id"};
  private static final long COUNTRY_CODES_1 = 1L << 1 | 1L << 7;

  // Two-digit country codes of E.164; the others have three digits.
  private static final String COUNTRY_CODES_2 =
      " 20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63"
          + " 64 65 66 81 82 84 86 90 91 92 93 94 95 98 ";
  // Tens of three-digit codes of which at least some are given out.
  private static final String COUNTRY_CODES_3 =
      " 21 22 23 24 25 26 29 35 37 38 42 50 59 67 68 69 80 85 87 88 96 97 99 ";

  private PhoneRule() {}

  /** The digits of a number with what stands between them. */
  private static final class Digits {
    private final int[] groups = new int[MOST_DIGITS + 1];
    private int group;
    private int count;
    private int end;
    private boolean dot;
    private char other;
    private boolean mixed;
    private boolean parens;
  }

  /** Where a number ends that begins here with a plus, a parenthesis or a digit; -1 if none. */
  static int end(CharSpan text, int start) {
    char before = text.at(start - 1);
    char c = text.at(start);
    boolean joined =
        (before == '.' || before == '-' || before == ',' || before == '/')
            && CharSpan.isWord(text.at(start - 2));
    if (CharSpan.isWord(before) || before == '+' || before == '$') {
      return -1;
    }
    if (c == '+') {
      return international(text, start);
    }
    if (before == '=' || (joined && before != '/')) {
      return -1;
    }
    int american = american(text, start);
    if (american >= 0) {
      return american;
    }
    return joined ? -1 : named(text, start);
  }

  private static int international(CharSpan text, int start) {
    int first = start + 1;
    if (text.at(first) == '(') {
      first++;
    }
    if (!isCountry(text, first)) {
      return -1;
    }
    Digits digits = read(text, start + 1);
    // Numbers are told in groups of two or more digits, but for one or two of them.
    boolean grouped = 5 * digits.count >= 8 * (digits.group + 1);
    boolean plausible = grouped && digits.count >= 8 && digits.count <= MOST_DIGITS;
    return plausible && !goesOn(text, digits.end) ? digits.end : -1;
  }

  private static boolean isCountry(CharSpan text, int i) {
    if (text.digits(i, 3) == i) {
      return false;
    }
    int one = text.at(i) - '0';
    if (one > 0 && (COUNTRY_CODES_1 >> one & 1) == 1) {
      return true;
    }
    if (text.digits(i, 2) != i + 2) {
      return false;
    }
    String two = " " + text.at(i) + text.at(i + 1) + " ";
    return COUNTRY_CODES_2.contains(two) || COUNTRY_CODES_3.contains(two);
  }

  /** {@code (212) 555-0123}, {@code 212-555-0123}, {@code 1-212-555-0123} and the like. */
  private static int american(CharSpan text, int start) {
    int i = start;
    if (text.at(i) == '1'
        && (text.at(i + 1) == '-' || text.at(i + 1) == ' ' || text.at(i + 1) == '.')) {
      i += 2;
    }
    boolean parens = text.at(i) == '(';
    i += parens ? 1 : 0;
    if (text.digits(i, 4) != i + 3 || !isArea(text, i)) {
      return -1;
    }
    i += 3;
    char separator = 0;
    if (parens) {
      if (text.at(i) != ')') {
        return -1;
      }
      i++;
      if (text.at(i) == ' ' || text.at(i) == '-') {
        i++;
      }
    } else {
      separator = text.at(i);
      if (separator != '-' && separator != '.' && separator != ' ' && separator != '/') {
        return -1;
      }
      i++;
    }
    if (text.digits(i, 4) != i + 3 || text.at(i) < '2') {
      return -1;
    }
    i += 3;
    char second = text.at(i);
    boolean fits = separator == 0 || separator == '/' || second == separator;
    if (!fits || (second != '-' && second != '.' && second != ' ')) {
      return -1;
    }
    i++;
    int end = i + 4;
    if (text.digits(i, 5) != end || goesOn(text, end)) {
      return -1;
    }
    // Three numbers with spaces between may be a table's.
    boolean sure = separator != ' ' || text.hasBefore(start, REACH, WORDS);
    return sure ? end : -1;
  }

  private static boolean isArea(CharSpan text, int i) {
    return text.at(i) >= '2' && !(text.at(i + 1) == '1' && text.at(i + 2) == '1');
  }

  /** A number in groups behind a word that says so. */
  private static int named(CharSpan text, int start) {
    Digits digits = read(text, start);
    if (digits.count < 7 || digits.count > 13 || goesOn(text, digits.end)) {
      return -1;
    }
    boolean named = text.hasBefore(start, REACH, WORDS);
    boolean trunk =
        (text.at(start) == '0' || digits.parens && text.at(start + 1) == '0')
            && digits.group >= 1
            && !digits.dot
            && digits.groups[0] >= 3
            && digits.groups[0] <= 5
            && digits.count >= 10
            && digits.groups[digits.group] >= 2
            && !digits.mixed
            // A column of a table goes on with zeros, too.
            && !(text.at(start - 1) == ' ' && CharSpan.isDigit(text.at(start - 2)));
    if (!named && !trunk) {
      return -1;
    }
    if (text.hasBefore(start, REACH, BOOKS) || isBook(text, start, digits) || isDate(digits)) {
      return -1;
    }
    return digits.end;
  }

  /** Reads digits with single marks between, at most two where one is a parenthesis or a space. */
  private static Digits read(CharSpan text, int start) {
    Digits digits = new Digits();
    int i = start;
    digits.end = start;
    boolean open = false;
    while (digits.count <= MOST_DIGITS) {
      int mark = i;
      int marks = 0;
      while (marks < 3 && isMark(text.at(i))) {
        char c = text.at(i);
        digits.parens |= c == '(';
        if (c == ')' && !open) {
          return digits;
        }
        open = c == '(' || (open && c != ')');
        marks++;
        i++;
      }
      if (!CharSpan.isDigit(text.at(i)) || (marks == 3 && !isWide(text.part(mark, i)))) {
        return digits;
      }
      if (marks > 0 && digits.count > 0) {
        if (digits.group + 1 >= digits.groups.length) {
          return digits;
        }
        digits.group++;
        for (int k = mark; k < i; k++) {
          note(digits, text.at(k));
        }
      }
      while (CharSpan.isDigit(text.at(i)) && digits.count <= MOST_DIGITS) {
        digits.groups[digits.group]++;
        digits.count++;
        i++;
      }
      digits.end = i;
    }
    return digits;
  }

  /** Three marks that stand between two groups: a parenthesis, or a mark with spaces around. */
  private static boolean isWide(String marks) {
    return marks.contains(")") || marks.equals(" / ") || marks.equals(" - ");
  }

  private static void note(Digits digits, char mark) {
    digits.dot |= mark == '.';
    if (mark == '-' || mark == '.') {
      digits.mixed |= digits.other != 0 && digits.other != mark;
      digits.other = mark;
    }
  }

  private static boolean isMark(char c) {
    return c == ' ' || c == '-' || c == '.' || c == '(' || c == ')' || c == '/';
  }

  /** Two, two and four digits, or four, two and two, with the same mark between: a date. */
  private static boolean isDate(Digits digits) {
    if (digits.group != 2 || digits.count > 8) {
      return false;
    }
    int a = digits.groups[0];
    int b = digits.groups[1];
    int c = digits.groups[2];
    return (a <= 2 && b <= 2 && c == 4) || (a == 4 && b <= 2 && c <= 2);
  }

  /** Ten digits in hyphened groups whose ISBN-10 check digit is right, or 978 and 979. */
  private static boolean isBook(CharSpan text, int start, Digits digits) {
    if (digits.count == 13) {
      return text.startsWith(start, "978") || text.startsWith(start, "979");
    }
    if (digits.count != 10 || digits.group != 3 || digits.other != '-') {
      return false;
    }
    int sum = 0;
    int weight = 10;
    for (int i = start; i < digits.end; i++) {
      if (CharSpan.isDigit(text.at(i))) {
        sum += weight * (text.at(i) - '0');
        weight--;
      }
    }
    return sum % 11 == 0;
  }

  private static boolean goesOn(CharSpan text, int end) {
    char behind = text.at(end);
    return CharSpan.isWord(behind)
        || ((behind == '-' || behind == '.' || behind == '/' || behind == ',')
            && CharSpan.isDigit(text.at(end + 1)))
        || behind == '@'
        || behind == '%';
  }
}
