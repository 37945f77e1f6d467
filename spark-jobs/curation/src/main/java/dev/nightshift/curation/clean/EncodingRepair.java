package dev.nightshift.curation.clean;

import org.jspecify.annotations.Nullable;

/**
 * Mends text that was written as UTF-8 and read as windows-1252 or Latin-1, once or twice: {@code
 * "CafÃ©"} becomes {@code "Café"}.
 *
 * <p>The idea is that of ftfy (Speer 2019): write the text back in the wrong encoding, and read the
 * bytes as UTF-8. Here it is done line by line, and only where both hold: the whole line reads as
 * UTF-8, which correct text with an accent in it hardly ever does; and the result has fewer marks
 * of a misreading, {@link MojibakeMarks}. So correct text stays, and some damaged lines do too:
 * those that mix damaged and correct text, and those whose damage could be meant.
 */
public final class EncodingRepair {

  private static final int MOST_ROUNDS = 2;

  private EncodingRepair() {}

  /** The mended text; the same object where nothing was to mend. */
  public static String repair(String text) {
    String mended = text;
    for (int round = 0; round < MOST_ROUNDS && isSuspicious(mended); round++) {
      String next = lines(mended);
      if (next.equals(mended)) {
        break;
      }
      mended = next;
    }
    return mended;
  }

  /** Whether a byte that starts a sequence stands before one that goes on with it. */
  private static boolean isSuspicious(String text) {
    for (int i = 0; i + 1 < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 'Â' && c <= 'ô' && MisreadBytes.isContinuation(text.charAt(i + 1))) {
        return true;
      }
    }
    return false;
  }

  private static String lines(String text) {
    StringBuilder mended = new StringBuilder(text.length());
    int start = 0;
    while (start <= text.length()) {
      int end = text.indexOf('\n', start);
      end = end < 0 ? text.length() : end;
      String line = text.substring(start, end);
      mended.append(isSuspicious(line) ? line(line) : line);
      if (end < text.length()) {
        mended.append('\n');
      }
      start = end + 1;
    }
    return mended.toString();
  }

  private static String line(String line) {
    int marks = MojibakeMarks.count(line);
    String read = marks == 0 ? null : read(line);
    return read != null && MojibakeMarks.count(read) < marks ? read : line;
  }

  /** What the line's bytes say as UTF-8; null where they are none. */
  private static @Nullable String read(String line) {
    StringBuilder read = new StringBuilder(line.length());
    for (int i = 0; i < line.length(); ) {
      char c = line.charAt(i);
      if (c < '\u0080') {
        read.append(c);
        i++;
      } else {
        int length = MisreadBytes.length(line, i);
        int point = length == 0 ? -1 : MisreadBytes.point(line, i, length);
        if (point < 0 || Character.getType(point) == Character.UNASSIGNED) {
          return null;
        }
        read.appendCodePoint(point);
        i += length;
      }
    }
    return read.toString();
  }
}
