package dev.nightshift.inference.tokenizer;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/**
 * A prompt with its answer as token ids.
 *
 * <p>The answer follows the prompt, with one space between them where neither brings white space,
 * and the two are encoded each by itself: so the prompt's tokens are those that generation starts
 * from. The answer ends with the end-of-text token. Where both are too long together, the prompt
 * loses its beginning; an answer that is too long by itself loses its end.
 *
 * @param ids all token ids
 * @param firstTarget the first one of the answer, at least 1
 */
public record AnswerTokens(int[] ids, int firstTarget) {

  /**
   * Encodes a prompt with its answer.
   *
   * @param end the end-of-text token, or −1 where there is none
   * @param maxLength the greatest number of tokens, at least 2
   */
  public static AnswerTokens of(
      Tokenizer tokenizer, int end, String prompt, String answer, int maxLength) {
    int[] after = completion(tokenizer, end, prompt, answer);
    return joined(prompt(tokenizer, end, prompt), after, maxLength);
  }

  /** An answer after a prompt, and the end-of-text token. */
  public static int[] completion(Tokenizer tokenizer, int end, String prompt, String answer) {
    boolean joined =
        prompt.isEmpty()
            || Character.isWhitespace(prompt.charAt(prompt.length() - 1))
            || answer.isEmpty()
            || Character.isWhitespace(answer.charAt(0));
    return ended(tokenizer.encode(joined ? answer : " " + answer, false), end);
  }

  /**
   * Token ids one after the other.
   *
   * @param before loses its beginning where both are too long together
   * @param after loses its end where it is too long by itself
   */
  public static AnswerTokens joined(int[] before, int[] after, int maxLength) {
    int[] end = Arrays.copyOf(after, Math.min(after.length, maxLength - 1));
    int kept = Math.min(before.length, maxLength - end.length);
    int[] ids = Arrays.copyOfRange(before, before.length - kept, before.length + end.length);
    System.arraycopy(end, 0, ids, kept, end.length);
    return new AnswerTokens(ids, Math.max(1, kept));
  }

  /** The end-of-text token: the tokenizer's, else the first that the model names, else −1. */
  public static int end(Tokenizer tokenizer, List<Integer> ofModel) {
    return tokenizer.eosId().orElseGet(() -> ofModel.isEmpty() ? -1 : ofModel.get(0));
  }

  /** A prompt as it begins a text; some post-processors end every text, and a prompt goes on. */
  public static int[] prompt(Tokenizer tokenizer, int end, String prompt) {
    int[] ids = tokenizer.encode(prompt, true);
    return ids.length > 1 && ids[ids.length - 1] == end ? Arrays.copyOf(ids, ids.length - 1) : ids;
  }

  /** What stands before an answer that has no prompt: the token that begins texts, or ends them. */
  public static OptionalInt start(Tokenizer tokenizer, int end) {
    return tokenizer.bosId().isPresent() || end < 0 ? tokenizer.bosId() : OptionalInt.of(end);
  }

  /** Token ids with the end-of-text token behind them, once. */
  public static int[] ended(int[] ids, int end) {
    if (end < 0 || (ids.length > 0 && ids[ids.length - 1] == end)) {
      return ids;
    }
    int[] longer = Arrays.copyOf(ids, ids.length + 1);
    longer[ids.length] = end;
    return longer;
  }
}
