package dev.nightshift.inference.score;

import java.util.List;
import java.util.Objects;

/**
 * Log-probabilities of one request.
 *
 * @param id the request's name
 * @param tokenIds the tokens that were scored, in order
 * @param logProbabilities natural logarithm of each token's probability given all before it (within
 *     the model's context)
 * @param greedy whether every one of them is the token that the model finds likeliest
 */
public record Score(
    String id, List<Integer> tokenIds, List<Float> logProbabilities, boolean greedy) {

  public Score {
    Objects.requireNonNull(id, "id");
    tokenIds = List.copyOf(tokenIds);
    logProbabilities = List.copyOf(logProbabilities);
    if (tokenIds.size() != logProbabilities.size()) {
      throw new IllegalArgumentException(
          tokenIds.size() + " tokens have " + logProbabilities.size() + " log-probabilities");
    }
  }

  /** The log-probability of all tokens together: the sum, in double precision. */
  public double sum() {
    return logProbabilities.stream().mapToDouble(Float::doubleValue).sum();
  }
}
