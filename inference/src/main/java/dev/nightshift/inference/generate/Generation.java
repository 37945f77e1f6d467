package dev.nightshift.inference.generate;

import java.util.List;
import java.util.Objects;

/**
 * A continuation.
 *
 * @param id the request's name
 * @param promptTokenIds the token ids that were continued
 * @param tokenIds every token that was chosen, in order; the token that ended the text and those
 *     that completed a stop string are among them
 * @param logProbabilities natural logarithm of each chosen token's probability under the model
 *     itself, before temperature and truncation
 * @param text the continuation without special tokens, cut before the stop string; empty where the
 *     model has no tokenizer
 * @param finishReason why it ended
 */
public record Generation(
    String id,
    List<Integer> promptTokenIds,
    List<Integer> tokenIds,
    List<Float> logProbabilities,
    String text,
    FinishReason finishReason) {

  public Generation {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(text, "text");
    Objects.requireNonNull(finishReason, "finishReason");
    promptTokenIds = List.copyOf(promptTokenIds);
    tokenIds = List.copyOf(tokenIds);
    logProbabilities = List.copyOf(logProbabilities);
    if (tokenIds.size() != logProbabilities.size()) {
      throw new IllegalArgumentException(
          tokenIds.size() + " tokens have " + logProbabilities.size() + " log-probabilities");
    }
  }

  /** The log-probability of the continuation: the sum over its tokens, in double precision. */
  public double logProbability() {
    return logProbabilities.stream().mapToDouble(Float::doubleValue).sum();
  }
}
