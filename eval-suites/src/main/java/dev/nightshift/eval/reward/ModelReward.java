package dev.nightshift.eval.reward;

import dev.nightshift.inference.reward.RewardModel;
import java.util.List;

/**
 * The score of a reward model, as it is.
 *
 * @param name its name in metrics
 * @param model gives the scores; closed with the reward
 */
record ModelReward(String name, RewardModel model) implements Reward {

  @Override
  public double[] score(List<RewardRequest> requests) {
    return model.score(
        requests.stream().map(RewardRequest::prompt).toList(),
        requests.stream().map(RewardRequest::completion).toList());
  }

  @Override
  public void close() {
    model.close();
  }
}
