package dev.nightshift.curation.filter;

import java.io.Serializable;
import java.util.List;

/** A few short phrases in ASCII, looked for without regard to case. */
final class Phrases implements Serializable {

  private static final long serialVersionUID = 1L;

  private final List<String> phrases;
  private final boolean[] starts = new boolean[128];

  /** Phrases in small letters. */
  Phrases(String... phrases) {
    this.phrases = List.of(phrases);
    for (String phrase : phrases) {
      starts[phrase.charAt(0)] = true;
    }
  }

  /** Whether one of them stands between two places; linear in their distance. */
  boolean isIn(char[] text, int from, int to) {
    for (int i = from; i < to; i++) {
      char c = lower(text[i]);
      if (c < 128 && starts[c] && standsAt(text, i, to)) {
        return true;
      }
    }
    return false;
  }

  private boolean standsAt(char[] text, int at, int to) {
    for (int p = 0; p < phrases.size(); p++) {
      String phrase = phrases.get(p);
      int k = 0;
      while (k < phrase.length() && at + k < to && lower(text[at + k]) == phrase.charAt(k)) {
        k++;
      }
      if (k == phrase.length()) {
        return true;
      }
    }
    return false;
  }

  private static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
  }
}
