package dev.nightshift.training.policy;

import dev.nightshift.training.curriculum.Consumed;
import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The rollouts of an iteration, as its training needs them. They stand prompt by prompt, each with
 * its group of answers.
 *
 * @param number the iteration, from 0
 * @param from planned steps before it
 * @param to planned steps after it
 * @param data folder of the prompts with their answers, one sequence each
 * @param scores the reward of each answer, penalties included
 * @param measured what was measured of the rollouts, by the names of the metrics
 * @param drawn the prompts in their order, as a curriculum drew them; empty without one
 */
public record PolicyIteration(
    long number,
    long from,
    long to,
    String data,
    double[] scores,
    Map<String, Double> measured,
    List<Consumed> drawn)
    implements Serializable {

  public PolicyIteration {
    scores = scores.clone();
    measured = Collections.unmodifiableMap(new LinkedHashMap<>(measured));
    drawn = List.copyOf(drawn);
  }

  /** An iteration without a curriculum. */
  public PolicyIteration(
      long number, long from, long to, String data, double[] scores, Map<String, Double> measured) {
    this(number, from, to, data, scores, measured, List.of());
  }
}
