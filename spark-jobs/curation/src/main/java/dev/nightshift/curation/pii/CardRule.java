package dev.nightshift.curation.pii;

/**
 * Numbers of payment cards: the issuer's range and length (ISO/IEC 7812-1 and the issuers' public
 * tables), Luhn's check digit, and digits in one run or in the groups that are printed on cards
 * (4-4-4-4, 4-6-5, 4-6-4) with one and the same space or hyphen between.
 */
final class CardRule {

  private static final int SHORTEST = 13;
  private static final int LONGEST = 19;

  private CardRule() {}

  /** Where a card number that begins here ends; -1 if there is none. */
  static int end(CharSpan text, int start) {
    char before = text.at(start - 1);
    boolean joined =
        (before == '.' || before == '-' || before == ',') && CharSpan.isDigit(text.at(start - 2));
    if (CharSpan.isWord(before) || before == '+' || joined) {
      return -1;
    }
    long number = 0;
    int digits = 0;
    int sum = 0;
    int odd = 0;
    int groups = 0;
    long layout = 0;
    char separator = 0;
    int run = 0;
    int i = start;
    // Luhn doubles every second digit from the right: both parities are summed, the length picks.
    int sumOther = 0;
    while (digits <= LONGEST) {
      char c = text.at(i);
      if (CharSpan.isDigit(c)) {
        int value = c - '0';
        int doubled = value < 5 ? 2 * value : 2 * value - 9;
        sum += odd == 0 ? value : doubled;
        sumOther += odd == 0 ? doubled : value;
        odd ^= 1;
        number = digits < 8 ? 10 * number + value : number;
        digits++;
        run++;
        i++;
      } else if ((c == ' ' || c == '-')
          && (separator == 0 || c == separator)
          && CharSpan.isDigit(text.at(i + 1))) {
        separator = c;
        layout = 10 * layout + Math.min(run, 9);
        groups++;
        run = 0;
        i++;
      } else {
        break;
      }
    }
    char behind = text.at(i);
    boolean goesOn =
        CharSpan.isWord(behind)
            || ((behind == '.' || behind == ',' || behind == '-')
                && CharSpan.isDigit(text.at(i + 1)));
    if (digits < SHORTEST || digits > LONGEST || goesOn) {
      return -1;
    }
    boolean printed = groups == 0 || isLayout(10 * layout + Math.min(run, 9));
    // The last digit is never doubled: it stands at an odd place if the length is odd.
    int luhn = digits % 2 == 1 ? sum : sumOther;
    return printed && luhn % 10 == 0 && isIssuer(number, digits) ? i : -1;
  }

  private static boolean isLayout(long groups) {
    return groups == 4444 || groups == 44443 || groups == 465 || groups == 464;
  }

  /** Whether a network issues numbers that begin with these eight digits and are that long. */
  private static boolean isIssuer(long eight, int digits) {
    int two = (int) (eight / 1_000_000);
    int three = (int) (eight / 100_000);
    int four = (int) (eight / 10_000);
    if (two / 10 == 4) {
      return digits == 13 || digits == 16 || digits == 19;
    }
    if ((two >= 51 && two <= 55) || (four >= 2221 && four <= 2720)) {
      return digits == 16;
    }
    if (two == 34 || two == 37) {
      return digits == 15;
    }
    if ((three >= 300 && three <= 305) || two == 36 || two == 38 || two == 39) {
      return digits == 14;
    }
    if (four >= 3528 && four <= 3589) {
      return digits >= 16;
    }
    if (four == 6011 || (three >= 644 && three <= 649) || two == 65 || two == 62) {
      return digits >= 16;
    }
    return four == 5018
        || four == 5020
        || four == 5038
        || four == 6304
        || four == 6759
        || (four >= 6761 && four <= 6763);
  }
}
