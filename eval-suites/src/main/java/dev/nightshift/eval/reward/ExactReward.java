package dev.nightshift.eval.reward;

import dev.nightshift.eval.verify.FinalAnswer;
import java.util.List;

/**
 * 1 where the final answer of the completion is a field, character by character; else 0. The field
 * may itself be a worked solution: its marked final answer counts then.
 *
 * @param name its name in metrics
 * @param field the field that holds the right answer
 */
record ExactReward(String name, String field) implements Reward {

  @Override
  public double[] score(List<RewardRequest> requests) {
    return RequestFields.each(requests, this::score);
  }

  private double score(RewardRequest request) {
    String right = RequestFields.required(request, field, name).strip();
    String expected = FinalAnswer.marked(right).map(FinalAnswer::text).orElse(right);
    boolean same =
        request.completion().strip().equals(expected)
            || FinalAnswer.of(request.completion())
                .map(FinalAnswer::text)
                .filter(expected::equals)
                .isPresent();
    return same ? 1 : 0;
  }
}
