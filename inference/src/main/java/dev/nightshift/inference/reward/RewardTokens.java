package dev.nightshift.inference.reward;

import dev.nightshift.inference.model.ModelConfig;
import dev.nightshift.inference.tokenizer.AnswerTokens;
import dev.nightshift.inference.tokenizer.Tokenizer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a reward model reads of a prompt with its answer: all tokens up to the one that is scored.
 *
 * <p>That is the last token that is not {@code pad_token_id}, as in transformers' {@code
 * …ForSequenceClassification}; the last of all where the configuration names none, and the first
 * where there is nothing but padding. A token behind it cannot change a causal model's state there,
 * so it is left out. Where the padding is also the end of a text, the end is not read.
 */
public final class RewardTokens {

  private RewardTokens() {}

  /**
   * Encodes a prompt with its answer; the last token is the one that is scored. A prompt without
   * tokens is the one that begins texts, or ends them, as in training.
   *
   * @param maxLength the greatest number of tokens; see {@link AnswerTokens}
   */
  public static AnswerTokens of(
      Tokenizer tokenizer, ModelConfig config, String prompt, String answer, int maxLength) {
    int end = AnswerTokens.end(tokenizer, config.eosTokenIds());
    int[] before = AnswerTokens.prompt(tokenizer, end, prompt);
    if (before.length == 0) {
      before = AnswerTokens.start(tokenizer, end).stream().toArray();
    }
    int[] after = AnswerTokens.completion(tokenizer, end, prompt, answer);
    AnswerTokens whole = AnswerTokens.joined(before, after, maxLength);
    return new AnswerTokens(upToScored(whole.ids(), config.padTokenId()), whole.firstTarget());
  }

  /** Token ids up to the one whose state is scored. */
  public static int[] upToScored(int[] ids, @Nullable Integer padding) {
    int length = ids.length;
    while (padding != null && length > 1 && ids[length - 1] == padding) {
      length--;
    }
    return Arrays.copyOf(ids, length);
  }
}
