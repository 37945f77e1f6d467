package dev.nightshift.inference.score;

import java.util.ArrayList;
import java.util.List;

/**
 * One forward pass of a sequence: tokens {@code from … to} are what the model sees, and tokens
 * {@code firstTarget … to} (one further, both included) are what it is asked about.
 *
 * @param from index of the first token seen
 * @param to index after the last token seen
 * @param firstTarget index of the first token that this pass scores; the last is {@code to}
 */
record Window(int from, int to, int firstTarget) {

  /**
   * The passes of a sequence. Each target is scored once. A sequence that fits is one pass. Of a
   * longer one, the first pass scores as many targets as the context holds, the next ones as many
   * again, and the last what is left, with as much before it as fits (lm-evaluation-harness, {@code
   * get_rolling_token_windows} with one token of context).
   *
   * @param length number of tokens
   * @param first index of the first target, at least 1
   * @param context most tokens that the model sees (L)
   */
  static List<Window> of(int length, int first, int context) {
    List<Window> windows = new ArrayList<>();
    int next = first;
    while (next < length) {
      // The first window begins where the sequence does, or as late as its targets allow.
      int start = next == first ? Math.max(0, Math.min(first - 1, length - 1 - context)) : next - 1;
      int to = Math.min(length - 1, start + context);
      int from = Math.max(0, to - context);
      windows.add(new Window(from, to, next));
      next = to + 1;
    }
    return windows;
  }

  /** How many tokens the model sees. */
  int seen() {
    return to - from;
  }

  /** How many tokens are scored. */
  int targets() {
    return to - firstTarget + 1;
  }
}
