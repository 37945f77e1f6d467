package dev.nightshift.training.spark;

import dev.nightshift.inference.model.ModelConfig;
import dev.nightshift.inference.reward.ProcessRewardModel;
import dev.nightshift.inference.reward.RewardTokens;
import dev.nightshift.inference.reward.StepTokens;
import dev.nightshift.inference.tokenizer.AnswerTokens;
import dev.nightshift.inference.tokenizer.Tokenizer;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/**
 * Texts, and prompts with answers, as token ids.
 *
 * <p>A text begins as the tokenizer's post-processor says and ends with the end-of-text token. An
 * answer follows its prompt as {@link AnswerTokens} says.
 */
public final class AnswerEncoding {

  /**
   * An encoded example.
   *
   * @param ids all token ids
   * @param firstTarget the first one that is predicted
   */
  public record Sequence(int[] ids, int firstTarget) {}

  private final Tokenizer tokenizer;
  private final ModelConfig config;
  private final int end;
  private final int maxLength;

  /**
   * An encoding.
   *
   * @param config names the end-of-text token where the tokenizer does not, and the padding and the
   *     separator of steps of a reward model
   * @param maxLength the greatest number of tokens of a prompt with its answer
   */
  public AnswerEncoding(Tokenizer tokenizer, ModelConfig config, int maxLength) {
    this.tokenizer = tokenizer;
    this.config = config;
    this.end = AnswerTokens.end(tokenizer, config.eosTokenIds());
    this.maxLength = maxLength;
  }

  /** The token that fills rows: nothing sees it and it is never a target. */
  public int padding() {
    return tokenizer.padId().orElse(Math.max(end, 0));
  }

  /** A whole text, all of which is learnt. */
  public Sequence text(String text) {
    return new Sequence(AnswerTokens.ended(tokenizer.encode(text, true), end), 1);
  }

  /** The greatest number of tokens of a prompt with its answer. */
  public int maxLength() {
    return maxLength;
  }

  /** The tokens of a prompt, as generation starts from them. */
  public int[] prompt(String prompt) {
    return AnswerTokens.prompt(tokenizer, end, prompt);
  }

  /** The tokens of an answer after a prompt, and its end. */
  public int[] completion(String prompt, String answer) {
    return AnswerTokens.completion(tokenizer, end, prompt, answer);
  }

  /** The tokens of a text that spells out its special tokens, as chat templates do. */
  public int[] rendered(String text) {
    return tokenizer.encode(text, false);
  }

  /** What stands before an answer that has no prompt: the token that begins texts, or ends them. */
  public OptionalInt start() {
    return AnswerTokens.start(tokenizer, end);
  }

  /** An answer after its prompt; only the answer and its end are learnt. */
  public Sequence answer(String prompt, String answer) {
    AnswerTokens tokens = AnswerTokens.of(tokenizer, end, prompt, answer, maxLength);
    return new Sequence(tokens.ids(), tokens.firstTarget());
  }

  /** An answer after its prompt up to the token that a reward model scores. */
  public AnswerTokens scored(int[] prompt, int[] answer) {
    int[] ids = Arrays.copyOf(prompt, prompt.length + answer.length);
    System.arraycopy(answer, 0, ids, prompt.length, answer.length);
    return new AnswerTokens(
        RewardTokens.upToScored(ids, config.padTokenId()), Math.max(1, prompt.length));
  }

  /** The steps of an answer after its prompt, each with its separator. */
  public StepTokens steps(String prompt, List<String> steps) {
    String separator = ProcessRewardModel.separator(config);
    return StepTokens.of(tokenizer, end, prompt, steps, separator, maxLength);
  }
}
