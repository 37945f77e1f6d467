package dev.nightshift.eval.answer;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * How answers are generated; it decides nothing where texts are scored.
 *
 * @param until texts that end an answer; they are no part of it
 * @param maxTokens most tokens of an answer, at least 1
 * @param repeats answers to each request, at least 1
 * @param temperature 0 for the likeliest token each time
 * @param topK only the k likeliest tokens; 0 for all
 * @param topP only the likeliest tokens that make up this probability
 * @param seed seed of the draws
 */
public record AnswerPlan(
    List<String> until,
    int maxTokens,
    int repeats,
    double temperature,
    int topK,
    double topP,
    long seed)
    implements Serializable {

  public AnswerPlan {
    until = new ArrayList<>(until);
  }

  /** One answer of the likeliest tokens. */
  public static AnswerPlan greedy(List<String> until, int maxTokens) {
    return new AnswerPlan(until, maxTokens, 1, 0, 0, 1, 0);
  }
}
