package dev.nightshift.training.spark;

import dev.nightshift.inference.model.ModelConfig;
import dev.nightshift.inference.tokenizer.Tokenizer;
import java.util.Arrays;

/**
 * Texts, and prompts with answers, as token ids.
 *
 * <p>A text begins as the tokenizer's post-processor says and ends with the end-of-text token. An
 * answer follows its prompt, with one space between them where neither brings white space, and the
 * two are encoded each by itself: so the prompt's tokens are those that generation starts from.
 * Where both are too long together, the prompt loses its beginning; an answer that is too long by
 * itself loses its end.
 */
final class AnswerEncoding {

  /**
   * An encoded example.
   *
   * @param ids all token ids
   * @param firstTarget the first one that is predicted
   */
  record Sequence(int[] ids, int firstTarget) {}

  private final Tokenizer tokenizer;
  private final int end;
  private final int maxLength;

  /**
   * An encoding.
   *
   * @param config names the end-of-text token where the tokenizer does not
   * @param maxLength the greatest number of tokens of a prompt with its answer
   */
  AnswerEncoding(Tokenizer tokenizer, ModelConfig config, int maxLength) {
    this.tokenizer = tokenizer;
    this.end =
        tokenizer
            .eosId()
            .orElseGet(() -> config.eosTokenIds().isEmpty() ? -1 : config.eosTokenIds().get(0));
    this.maxLength = maxLength;
  }

  /** The token that fills rows: nothing sees it and it is never a target. */
  int padding() {
    return tokenizer.padId().orElse(Math.max(end, 0));
  }

  /** A whole text, all of which is learnt. */
  Sequence text(String text) {
    return new Sequence(ended(tokenizer.encode(text, true)), 1);
  }

  /** An answer after its prompt; only the answer and its end are learnt. */
  Sequence answer(String prompt, String answer) {
    boolean joined =
        prompt.isEmpty()
            || Character.isWhitespace(prompt.charAt(prompt.length() - 1))
            || answer.isEmpty()
            || Character.isWhitespace(answer.charAt(0));
    int[] before = unended(tokenizer.encode(prompt, true));
    int[] after = ended(tokenizer.encode(joined ? answer : " " + answer, false));
    after = Arrays.copyOf(after, Math.min(after.length, maxLength - 1));
    int kept = Math.min(before.length, maxLength - after.length);
    int[] ids = Arrays.copyOfRange(before, before.length - kept, before.length + after.length);
    System.arraycopy(after, 0, ids, kept, after.length);
    return new Sequence(ids, Math.max(1, kept));
  }

  /** A prompt that an answer is to follow; one that is too long loses its beginning. */
  int[] prompt(String prompt, int longest) {
    int[] ids = unended(tokenizer.encode(prompt, true));
    return Arrays.copyOfRange(ids, Math.max(0, ids.length - longest), ids.length);
  }

  private int[] ended(int[] ids) {
    if (end < 0 || (ids.length > 0 && ids[ids.length - 1] == end)) {
      return ids;
    }
    int[] longer = Arrays.copyOf(ids, ids.length + 1);
    longer[ids.length] = end;
    return longer;
  }

  /** Some post-processors end every text; a prompt goes on. */
  private int[] unended(int[] ids) {
    return ids.length > 1 && ids[ids.length - 1] == end ? Arrays.copyOf(ids, ids.length - 1) : ids;
  }
}
