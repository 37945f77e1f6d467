package dev.nightshift.pipelines.spec;

import dev.nightshift.runtime.job.Nearest;
import java.util.Collection;

/** Says what to write in place of a name that is unknown. */
public final class Suggestion {

  private Suggestion() {}

  /** {@code Did you mean 'x'?} or, where nothing is near, the list of all there are. */
  public static String remedy(String name, String what, Collection<String> known) {
    return Nearest.to(name, known)
        .map(near -> "Did you mean '" + near + "'?")
        .orElseGet(
            () ->
                known.isEmpty()
                    ? "There are no " + what + "."
                    : "The " + what + " are: " + String.join(", ", known) + ".");
  }
}
