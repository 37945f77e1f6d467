package dev.nightshift.inference.prefix;

import dev.nightshift.inference.tokenizer.Tokenizer;
import java.util.Arrays;

/**
 * A text that requests begin with, in tokens.
 *
 * <p>A request that begins with it goes through the model in two passes: first the beginning, then
 * the rest on the key-value cache of that. Where one ends and the other begins decides the last
 * bits of an answer. So it follows from the request alone, the text of its beginning included, and
 * never from what was asked before: an answer is the same whether the cache was there or not.
 */
public final class Beginning {

  /** Nothing is shared. */
  public static final Beginning NONE = new Beginning(new int[0]);

  /** A shorter beginning is read with the rest: a pass of its own would cost more. */
  static final int LEAST = 32;

  /**
   * Tokens at its end that are read with the rest, since tokenizers may join them to what follows:
   * else requests with one beginning would not agree where it ends.
   */
  static final int JOINT = 4;

  private final int[] ids;

  private Beginning(int[] ids) {
    this.ids = ids;
  }

  /** The beginning that a text is. */
  public static Beginning of(String text, Tokenizer tokenizer) {
    return text.isEmpty() ? NONE : ofTokens(tokenizer.encode(text, false));
  }

  /** The beginning that some tokens are, without one that starts a text. */
  public static Beginning ofTokens(int[] ids) {
    return new Beginning(ids.clone());
  }

  /**
   * How many tokens of a request are read as its beginning; 0 where they are too few. A token that
   * starts a text may stand before them.
   *
   * @param request token ids
   * @param most a bound on them
   */
  public int in(int[] request, int most) {
    int bare = common(request, 0);
    int started = request.length == 0 ? 0 : 1 + common(request, 1);
    int length = Math.min(bare > 0 ? bare : started, most);
    return length < LEAST ? 0 : length;
  }

  /** How many tokens a request has in common with this, from one of its own on. */
  private int common(int[] request, int from) {
    int[] rest = Arrays.copyOfRange(request, Math.min(from, request.length), request.length);
    int same = Arrays.mismatch(ids, rest);
    int equal = same < 0 ? ids.length : same;
    return Math.max(0, Math.min(equal, ids.length - JOINT));
  }
}
