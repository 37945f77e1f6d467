package dev.nightshift.curation.pii;

/**
 * IP addresses. Version 4 as four numbers up to 255 (RFC 791); version 6 as RFC 4291, section 2.2,
 * writes it, with at least three groups. What is no public address, by the registries of RFC 6890,
 * counts only where it is asked for.
 *
 * <p>Four numbers of one digit each are taken for a version or a section, and so is what stands
 * behind a word like "version".
 */
final class AddressRule {

  private static final int LONGEST_V6 = 39;
  private static final String[] VERSIONS = {
    "version", "ver", "v", "release", "rel", "section", "chapter", "build", "oid"
  };

  private AddressRule() {}

  /** Where a version-4 address that begins here ends; -1 if there is none. */
  static int endOfV4(CharSpan text, int start, boolean alsoPrivate) {
    char before = text.at(start - 1);
    if (CharSpan.isWord(before) || (before == '.' && CharSpan.isDigit(text.at(start - 2)))) {
      return -1;
    }
    int i = start;
    int address = 0;
    boolean large = false;
    for (int octet = 0; octet < 4; octet++) {
      if (octet > 0) {
        if (text.at(i) != '.') {
          return -1;
        }
        i++;
      }
      int end = text.digits(i, 4);
      int size = end - i;
      if (size == 0 || size > 3 || (size > 1 && text.at(i) == '0')) {
        return -1;
      }
      int value = 0;
      for (; i < end; i++) {
        value = 10 * value + text.at(i) - '0';
      }
      if (value > 255) {
        return -1;
      }
      large |= value > 9;
      address = address << 8 | value;
    }
    char behind = text.at(i);
    boolean goesOn = CharSpan.isWord(behind) || (behind == '.' && CharSpan.isDigit(text.at(i + 1)));
    if (goesOn || !large || text.hasBefore(start, 10, VERSIONS)) {
      return -1;
    }
    return alsoPrivate || isPublic(address) ? i : -1;
  }

  /** Whether an address of version 4 can be met on the public network. */
  private static boolean isPublic(int address) {
    int a = address >>> 24;
    int b = address >>> 16 & 255;
    int c = address >>> 8 & 255;
    return a != 0
        && a != 10
        && a != 127
        && a < 224
        && !(a == 100 && b >= 64 && b < 128)
        && !(a == 169 && b == 254)
        && !(a == 172 && b >= 16 && b < 32)
        && !(a == 192 && b == 168)
        && !(a == 192 && b == 0 && (c == 0 || c == 2))
        && !(a == 198 && (b == 18 || b == 19))
        && !(a == 198 && b == 51 && c == 100)
        && !(a == 203 && b == 0 && c == 113);
  }

  /** Where a version-6 address begins whose first colon is here; -1 if it cannot. */
  static int startOfV6(CharSpan text, int colon) {
    int start = colon;
    while (colon - start <= 4 && isHex(text.at(start - 1))) {
      start--;
    }
    char before = text.at(start - 1);
    boolean touches = CharSpan.isWord(before) || before == ':' || before == '.';
    return touches || (start == colon && text.at(colon + 1) != ':') ? -1 : start;
  }

  /** Where the version-6 address that begins here ends; -1 if there is none. */
  static int endOfV6(CharSpan text, int start, boolean alsoPrivate) {
    int groups = 0;
    int gap = -1;
    boolean digit = false;
    // Eight groups of two are the bytes of some other number.
    boolean wide = false;
    int first = -1;
    int second = -1;
    int i = start;
    while (i - start <= LONGEST_V6) {
      if (text.at(i) == ':') {
        if (text.at(i + 1) == ':') {
          if (gap >= 0) {
            return -1;
          }
          gap = groups;
          i += 2;
          if (!isHex(text.at(i))) {
            break;
          }
        } else if (groups > 0 && isHex(text.at(i + 1))) {
          i++;
        } else {
          break;
        }
      }
      int value = 0;
      int end = i;
      while (end - i < 5 && isHex(text.at(end))) {
        digit |= CharSpan.isDigit(text.at(end));
        value = value << 4 | Character.digit(text.at(end), 16);
        end++;
      }
      if (end == i || end - i > 4) {
        return -1;
      }
      wide |= end - i > 2;
      first = groups == 0 && gap < 0 ? value : first;
      second = groups == 1 ? value : second;
      groups++;
      i = end;
      if (text.at(i) != ':') {
        break;
      }
    }
    boolean whole = gap < 0 ? groups == 8 : groups >= 3 && groups < 8;
    char behind = text.at(i);
    boolean touches = CharSpan.isWord(behind) || (behind == ':' && CharSpan.isWord(text.at(i + 1)));
    if (!whole || touches || !digit || (gap < 0 && !wide)) {
      return -1;
    }
    boolean isPublic =
        first > 0
            && (first & 0xffc0) != 0xfe80
            && (first & 0xfe00) != 0xfc00
            && (first & 0xff00) != 0xff00
            && !(first == 0x2001 && second == 0xdb8);
    return alsoPrivate || isPublic ? i : -1;
  }

  static boolean isHex(char c) {
    return CharSpan.isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }
}
