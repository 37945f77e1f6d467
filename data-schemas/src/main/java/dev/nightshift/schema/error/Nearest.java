package dev.nightshift.schema.error;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the name that someone probably meant. */
public final class Nearest {

  private Nearest() {}

  /**
   * The name with the smallest edit distance (Levenshtein), if it is at most a third of the longer
   * name, rounded up; the first in the alphabet of several.
   */
  public static Optional<String> to(String given, Collection<String> names) {
    return names.stream()
        .filter(name -> distance(given, name) * 3 <= Math.max(given.length(), name.length()) + 2)
        .min(
            Comparator.<String>comparingInt(name -> distance(given, name))
                .thenComparing(Comparator.naturalOrder()));
  }

  /**
   * What to write in place of an unknown name: {@code Did you mean 'x'?} or, where nothing is near,
   * the list of all there are.
   */
  public static String remedy(String given, String what, Collection<String> known) {
    return to(given, known)
        .map(near -> "Did you mean '" + near + "'?")
        .orElseGet(
            () ->
                known.isEmpty()
                    ? "There are no " + what + "."
                    : "The " + what + " are: " + String.join(", ", known) + ".");
  }

  /** The edit distance of two texts (Levenshtein). */
  public static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
