package dev.nightshift.eval.reward;

import dev.nightshift.eval.verify.MathVerifier;
import java.util.List;

/**
 * 1 where the final answer of the completion means the same as a field ({@link MathVerifier}), 0
 * where it does not, and a value of one's choice where that could not be told.
 *
 * @param name its name in metrics
 * @param field the field that holds the right answer
 * @param undecided the reward where the verifier does not decide
 * @param verifier decides
 */
record VerifierReward(String name, String field, double undecided, MathVerifier verifier)
    implements Reward {

  @Override
  public double[] score(List<RewardRequest> requests) {
    return RequestFields.each(requests, this::score);
  }

  private double score(RewardRequest request) {
    String right = RequestFields.required(request, field, name);
    return switch (verifier.verify(right, request.completion()).outcome()) {
      case EQUAL -> 1;
      case DIFFERENT -> 0;
      case UNDECIDED -> undecided;
    };
  }
}
