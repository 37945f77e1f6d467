package dev.nightshift.evaluation.spark;

import dev.nightshift.eval.stats.ChoiceCalibration;
import java.util.List;
import java.util.Optional;

/** How well a model knows its multiple-choice answers, from stored log-likelihoods. */
final class StoredCalibration {

  private StoredCalibration() {}

  /** The calibration behind a result; empty where its samples have no choices with one right. */
  static Optional<ChoiceCalibration> of(LakeView view, StoredResult result) {
    List<ChoiceCalibration.Item> items =
        view.samples(result.modelDigest()).of(result).values().stream()
            .map(StoredCalibration::item)
            .flatMap(Optional::stream)
            .toList();
    return items.isEmpty() ? Optional.empty() : Optional.of(ChoiceCalibration.of(items));
  }

  private static Optional<ChoiceCalibration.Item> item(ModelSamples.Sample sample) {
    List<Double> logLikelihoods = sample.logLikelihoods();
    List<Integer> right = sample.right();
    if (logLikelihoods == null || logLikelihoods.size() < 2 || right == null || right.isEmpty()) {
      return Optional.empty();
    }
    boolean whole =
        right.stream().allMatch(r -> r >= 0 && r < logLikelihoods.size())
            && logLikelihoods.stream().allMatch(Double::isFinite);
    return whole
        ? Optional.of(new ChoiceCalibration.Item(logLikelihoods, right))
        : Optional.empty();
  }
}
