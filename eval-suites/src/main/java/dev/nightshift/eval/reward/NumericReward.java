package dev.nightshift.eval.reward;

import dev.nightshift.eval.verify.FinalAnswer;
import dev.nightshift.eval.verify.PlainNumbers;
import java.util.List;
import java.util.OptionalDouble;

/**
 * 1 where the final answer of the completion is a number near that of a field: {@code |x − y| ≤
 * tolerance · max(1, |y|)}; else 0.
 *
 * @param name its name in metrics
 * @param field the field that holds the right number
 * @param tolerance 0 for equal numbers
 */
record NumericReward(String name, String field, double tolerance) implements Reward {

  @Override
  public double[] score(List<RewardRequest> requests) {
    return RequestFields.each(requests, this::score);
  }

  private double score(RewardRequest request) {
    OptionalDouble right = number(RequestFields.required(request, field, name));
    OptionalDouble given = number(request.completion());
    if (right.isEmpty() || given.isEmpty()) {
      return 0;
    }
    double y = right.getAsDouble();
    return Math.abs(given.getAsDouble() - y) <= tolerance * Math.max(1, Math.abs(y)) ? 1 : 0;
  }

  private static OptionalDouble number(String text) {
    return FinalAnswer.of(text)
        .map(answer -> PlainNumbers.value(answer.text()))
        .orElse(OptionalDouble.empty());
  }
}
