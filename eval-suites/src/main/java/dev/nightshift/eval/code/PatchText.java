package dev.nightshift.eval.code;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Patches in responses. */
final class PatchText {

  private PatchText() {}

  /**
   * The patch in a response: the content of the last {@code <patch>}, of the last block fenced as
   * {@code diff} or {@code patch}, or what begins with {@code diff --git} or {@code --- a/}.
   */
  static Optional<String> in(String response) {
    int close = response.lastIndexOf("</patch>");
    int open = close < 0 ? -1 : response.lastIndexOf("<patch>", close);
    if (open >= 0) {
      return Optional.of(ended(response.substring(open + "<patch>".length(), close).strip()));
    }
    Optional<String> block = Programs.lastBlock(response, "diff", "patch");
    if (block.isPresent()) {
      return block.map(PatchText::ended);
    }
    for (String start : List.of("diff --git ", "--- a/")) {
      int at = response.startsWith(start) ? 0 : response.indexOf("\n" + start) + 1;
      if (at > 0 || response.startsWith(start)) {
        return Optional.of(ended(response.substring(at)));
      }
    }
    return Optional.empty();
  }

  private static String ended(String patch) {
    return patch.endsWith("\n") ? patch : patch + "\n";
  }

  /** The files that a patch changes or makes, in their order. */
  static Set<String> files(String patch) {
    Set<String> files = new LinkedHashSet<>();
    for (String line : patch.split("\n", -1)) {
      for (String start : List.of("--- a/", "+++ b/")) {
        if (line.startsWith(start)) {
          String name = line.substring(start.length());
          int tab = name.indexOf('\t');
          files.add(tab < 0 ? name.stripTrailing() : name.substring(0, tab));
        }
      }
    }
    return files;
  }
}
