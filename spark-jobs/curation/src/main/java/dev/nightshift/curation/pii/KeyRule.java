package dev.nightshift.curation.pii;

import java.util.Locale;

/**
 * Keys and tokens: those that services mark by a prefix (AWS, GitHub, GitLab, Slack, Google,
 * Stripe, npm, OpenAI), JSON web tokens (RFC 7519), private keys in PEM (RFC 7468), and what is
 * given to a name like {@code api_key} or {@code password} and looks drawn at random: 16 characters
 * or more, with letters and digits, and at least 3.5 bits per character by the frequencies of its
 * characters (Shannon 1948).
 */
final class KeyRule {

  private static final double LEAST_ENTROPY = 3.5;
  private static final int SHORTEST_VALUE = 16;
  private static final int LONGEST_VALUE = 512;
  private static final int LONGEST_BLOCK = 16_384;
  private static final int LONGEST_TOKEN = 8_192;
  private static final String[] NAMES = {
    "apikey",
    "accesskey",
    "secretkey",
    "secret",
    "token",
    "password",
    "passwd",
    "pwd",
    "authkey",
    "privatekey",
    "clientsecret",
    "credential",
    "credentials"
  };

  private KeyRule() {}

  /** Where a key ends that begins here with a known prefix; -1 if there is none. */
  static int end(CharSpan text, int start) {
    if (CharSpan.isWord(text.at(start - 1))) {
      return -1;
    }
    return switch (text.at(start)) {
      case 'A' -> amazonOrGoogle(text, start);
      case 'g' -> gitHubOrGitLab(text, start);
      case 'x' -> slack(text, start);
      case 'e' -> webToken(text, start);
      case 's', 'r', 'n' -> others(text, start);
      default -> -1;
    };
  }

  private static int amazonOrGoogle(CharSpan text, int start) {
    if (text.startsWith(start, "AIza")) {
      return exactly(text, start, 39);
    }
    boolean amazon =
        text.startsWith(start, "AKIA")
            || text.startsWith(start, "ASIA")
            || text.startsWith(start, "AROA")
            || text.startsWith(start, "AIDA")
            || text.startsWith(start, "AGPA");
    if (!amazon) {
      return -1;
    }
    for (int i = start + 4; i < start + 20; i++) {
      if (!CharSpan.isUpper(text.at(i)) && !CharSpan.isDigit(text.at(i))) {
        return -1;
      }
    }
    return CharSpan.isWord(text.at(start + 20)) ? -1 : start + 20;
  }

  private static int gitHubOrGitLab(CharSpan text, int start) {
    if (text.at(start + 1) == 'h'
        && "pousr".indexOf(text.at(start + 2)) >= 0
        && text.at(start + 3) == '_') {
      return atLeast(text, start, start + 4, 36);
    }
    if (text.startsWith(start, "github_pat_")) {
      return atLeast(text, start, start + 11, 40);
    }
    return text.startsWith(start, "glpat-") ? atLeast(text, start, start + 6, 20) : -1;
  }

  private static int slack(CharSpan text, int start) {
    boolean slack =
        text.startsWith(start, "xox")
            && "abposer".indexOf(text.at(start + 3)) >= 0
            && text.at(start + 4) == '-';
    return slack ? atLeast(text, start, start + 5, 10) : -1;
  }

  private static int others(CharSpan text, int start) {
    if (text.startsWith(start, "sk_live_") || text.startsWith(start, "rk_live_")) {
      return atLeast(text, start, start + 8, 16);
    }
    if (text.startsWith(start, "npm_")) {
      return atLeast(text, start, start + 4, 36);
    }
    if (text.startsWith(start, "sk-")) {
      int end = atLeast(text, start, start + 3, 20);
      return end >= 0 && isRandom(text, start + 3, end) ? end : -1;
    }
    return -1;
  }

  private static int webToken(CharSpan text, int start) {
    if (!text.startsWith(start, "eyJ")) {
      return -1;
    }
    int i = start;
    for (int part = 0; part < 3; part++) {
      int from = i;
      while (isToken(text.at(i)) && i - start < LONGEST_TOKEN) {
        i++;
      }
      if (i - from < 10) {
        return -1;
      }
      if (part < 2) {
        if (text.at(i) != '.') {
          return -1;
        }
        i++;
      }
    }
    return i;
  }

  /** Where a private key ends whose first hyphen is here; -1 if there is none. */
  static int endOfBlock(CharSpan text, int start) {
    if (text.at(start - 1) == '-' || !text.startsWith(start, "-----BEGIN ")) {
      return -1;
    }
    int i = start + 11;
    while (i - start < 40 && (CharSpan.isUpper(text.at(i)) || text.at(i) == ' ')) {
      i++;
    }
    if (!text.startsWith(i, "-----") || !text.part(start, i).endsWith("PRIVATE KEY")) {
      return -1;
    }
    int body = i + 5;
    for (int k = body; k < text.length() && k - body < LONGEST_BLOCK; k++) {
      if (text.at(k) == '-' && text.startsWith(k, "-----BEGIN ")) {
        break;
      }
      if (text.at(k) == '-' && text.startsWith(k, "-----END ")) {
        int end = k + 9;
        while (end - k < 40 && (CharSpan.isUpper(text.at(end)) || text.at(end) == ' ')) {
          end++;
        }
        return text.startsWith(end, "-----") ? end + 5 : end;
      }
    }
    // Cut off: what looks like the lines of a key goes.
    int end = body;
    while (end - body < LONGEST_BLOCK && isBase64(text.at(end)) && text.at(end) != '-') {
      end++;
    }
    return end;
  }

  /**
   * Where the value begins that is given to a name before this equals sign or colon; -1 if none.
   */
  static int startOfValue(CharSpan text, int sign) {
    int i = sign;
    while (sign - i < 3
        && (text.at(i - 1) == ' ' || text.at(i - 1) == '"' || text.at(i - 1) == '\'')) {
      i--;
    }
    int nameEnd = i;
    while (nameEnd - i < 32 && isName(text.at(i - 1))) {
      i--;
    }
    // The last letters of the names.
    if (i == nameEnd || "yYtTnNdDlLsS".indexOf(text.at(nameEnd - 1)) < 0) {
      return -1;
    }
    String name = text.part(i, nameEnd).toLowerCase(Locale.ROOT).replace("_", "").replace("-", "");
    boolean secret = false;
    for (String word : NAMES) {
      secret |= name.endsWith(word);
    }
    if (!secret) {
      return -1;
    }
    int value = sign + 1;
    while (value - sign < 4
        && (text.at(value) == ' '
            || text.at(value) == '"'
            || text.at(value) == '\''
            || text.at(value) == '='
            || text.at(value) == '>')) {
      value++;
    }
    return value;
  }

  /** Where a value that looks drawn at random ends; -1 if it does not look so. */
  static int endOfValue(CharSpan text, int start) {
    int end = start;
    while (end - start <= LONGEST_VALUE && isBase64(text.at(end)) && text.at(end) != '\n') {
      end++;
    }
    boolean fits = end - start >= SHORTEST_VALUE && end - start <= LONGEST_VALUE;
    return fits && isRandom(text, start, end) ? end : -1;
  }

  private static boolean isRandom(CharSpan text, int from, int to) {
    int[] counts = new int[128];
    boolean letter = false;
    boolean digit = false;
    for (int i = from; i < to; i++) {
      char c = text.at(i);
      counts[c & 127]++;
      letter |= CharSpan.isAlphabetic(c);
      digit |= CharSpan.isDigit(c);
    }
    double bits = 0;
    double length = to - from;
    for (int count : counts) {
      if (count > 0) {
        bits -= count / length * Math.log(count / length) / Math.log(2);
      }
    }
    return letter && digit && bits >= LEAST_ENTROPY;
  }

  private static int exactly(CharSpan text, int start, int size) {
    for (int i = start; i < start + size; i++) {
      if (!isToken(text.at(i))) {
        return -1;
      }
    }
    return isToken(text.at(start + size)) ? -1 : start + size;
  }

  private static int atLeast(CharSpan text, int start, int from, int least) {
    int end = from;
    while (isToken(text.at(end)) && end - start < LONGEST_TOKEN) {
      end++;
    }
    return end - from >= least ? end : -1;
  }

  private static boolean isToken(char c) {
    return CharSpan.isAlphanumeric(c) || c == '_' || c == '-';
  }

  private static boolean isName(char c) {
    return CharSpan.isAlphanumeric(c) || c == '_' || c == '-';
  }

  private static boolean isBase64(char c) {
    return isToken(c) || c == '+' || c == '/' || c == '=' || c == '.' || c == '~' || c == '\n';
  }
}
