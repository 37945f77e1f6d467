package dev.nightshift.inference.reward;

import dev.nightshift.inference.tokenizer.AnswerTokens;
import dev.nightshift.inference.tokenizer.Tokenizer;
import java.util.Arrays;
import java.util.List;

/**
 * A prompt with the steps of an answer as token ids, as TRL's trainer of process reward models lays
 * them out: after each step its separator, whose last token is the step's end and carries its label.
 * Prompt, steps and separators are encoded each by itself.
 *
 * @param ids all token ids
 * @param ends index of the end of each step; a step that was cut off has none, so that there may be
 *     fewer than steps
 */
public record StepTokens(int[] ids, int[] ends) {

  /**
   * Encodes a prompt with steps. Where they are too long together, the prompt loses its beginning;
   * steps that are too long by themselves lose their end.
   *
   * @param end the end-of-text token that a prompt must not bring, or −1
   * @param separator what stands after each step; may be empty
   * @param maxLength the greatest number of tokens, at least 2
   */
  public static StepTokens of(
      Tokenizer tokenizer,
      int end,
      String prompt,
      List<String> steps,
      String separator,
      int maxLength) {
    int[] between = separator.isEmpty() ? new int[0] : tokenizer.encode(separator, false);
    int[] after = new int[0];
    int[] ends = new int[steps.size()];
    for (int i = 0; i < ends.length; i++) {
      after = append(append(after, tokenizer.encode(steps.get(i), false)), between);
      ends[i] = after.length - 1;
    }
    int[] before = AnswerTokens.prompt(tokenizer, end, prompt);
    int[] ids = AnswerTokens.joined(before, after, maxLength).ids();
    int kept = ids.length - Math.min(after.length, maxLength - 1);
    int[] inside = Arrays.stream(ends).map(e -> e + kept).filter(e -> e < ids.length).toArray();
    return new StepTokens(ids, inside);
  }

  private static int[] append(int[] ids, int[] more) {
    int[] both = Arrays.copyOf(ids, ids.length + more.length);
    System.arraycopy(more, 0, both, ids.length, more.length);
    return both;
  }
}
