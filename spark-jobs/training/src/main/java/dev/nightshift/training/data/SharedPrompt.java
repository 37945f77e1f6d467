package dev.nightshift.training.data;

import java.util.OptionalInt;

/**
 * Where the prompt ends of two texts that hold their prompt and an answer each: behind the last
 * {@code "\n\nAssistant:"} that both share, as in dialogues of HH (Bai et al. 2022), and otherwise
 * before the last white space that both share, so that no word is cut and the white space belongs
 * to the answers.
 */
public final class SharedPrompt {

  private static final String TURN = "\n\nAssistant:";

  private SharedPrompt() {}

  /** The length of the shared prompt in characters; empty where the texts share none. */
  public static OptionalInt length(String one, String other) {
    int shared = 0;
    while (shared < Math.min(one.length(), other.length())
        && one.charAt(shared) == other.charAt(shared)) {
      shared++;
    }
    int turn = one.substring(0, shared).lastIndexOf(TURN);
    if (turn >= 0) {
      return OptionalInt.of(turn + TURN.length());
    }
    int cut = shared - 1;
    while (cut > 0 && !Character.isWhitespace(one.charAt(cut))) {
      cut--;
    }
    return cut > 0 ? OptionalInt.of(cut) : OptionalInt.empty();
  }
}
