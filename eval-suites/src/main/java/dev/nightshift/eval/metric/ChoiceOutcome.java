package dev.nightshift.eval.metric;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What a model gave one choice of an item; for a task of the kind {@code loglikelihood}, the
 * target.
 *
 * @param text the choice as the task gives it, without the delimiter before it
 * @param logLikelihood sum of its tokens' log-probabilities after the prompt, in nats
 * @param greedy whether each of its tokens is the likeliest one
 * @param tokens number of its tokens
 * @param unconditional the same sum after an empty prompt; null where no metric asks for it
 */
public record ChoiceOutcome(
    String text, double logLikelihood, boolean greedy, int tokens, @Nullable Double unconditional) {

  /** Its length in characters (code points), as Python counts them. */
  public int characters() {
    return text.codePointCount(0, text.length());
  }

  /** Its length in bytes of UTF-8. */
  public int bytes() {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
