package dev.nightshift.curation.ingest.huggingface;

/**
 * A pattern of paths: {@code *} stands for any part of a name, {@code **} for any part of a path,
 * {@code ?} for one character, {@code [0-9a]} for one of several. Time grows with the length of the
 * pattern times that of the path, whatever the pattern.
 */
final class PathPattern {

  private final String pattern;

  PathPattern(String pattern) {
    this.pattern = pattern.startsWith("./") ? pattern.substring(2) : pattern;
  }

  boolean matches(String path) {
    // Which positions of the path the pattern so far may have come to.
    boolean[] at = new boolean[path.length() + 1];
    at[0] = true;
    for (int i = 0; i < pattern.length(); ) {
      char c = pattern.charAt(i);
      if (c == '*') {
        boolean deep = i + 1 < pattern.length() && pattern.charAt(i + 1) == '*';
        i += deep ? 2 : 1;
        if (deep && i < pattern.length() && pattern.charAt(i) == '/') {
          // "**/" stands for no folder as well.
          boolean[] folders = star(at, path, true);
          for (int p = 0; p <= path.length(); p++) {
            at[p] |= p > 0 && path.charAt(p - 1) == '/' && folders[p];
          }
          i++;
        } else {
          at = star(at, path, deep);
        }
      } else {
        int end = c == '[' ? pattern.indexOf(']', i + 1) : -1;
        at = one(at, path, i, end);
        i = (end < 0 ? i : end) + 1;
      }
    }
    return at[path.length()];
  }

  private static boolean[] star(boolean[] at, String path, boolean deep) {
    boolean[] next = at.clone();
    for (int p = 0; p < path.length(); p++) {
      next[p + 1] |= next[p] && (deep || path.charAt(p) != '/');
    }
    return next;
  }

  private boolean[] one(boolean[] at, String path, int i, int end) {
    boolean[] next = new boolean[at.length];
    for (int p = 0; p < path.length(); p++) {
      next[p + 1] = at[p] && matches(i, end, path.charAt(p));
    }
    return next;
  }

  private boolean matches(int i, int end, char c) {
    char p = pattern.charAt(i);
    if (end < 0) {
      return p == c || (p == '?' && c != '/');
    }
    for (int k = i + 1; k < end; k++) {
      if (k + 2 < end && pattern.charAt(k + 1) == '-') {
        if (c >= pattern.charAt(k) && c <= pattern.charAt(k + 2)) {
          return true;
        }
        k += 2;
      } else if (pattern.charAt(k) == c) {
        return true;
      }
    }
    return false;
  }
}
