package dev.nightshift.training.policy;

import dev.nightshift.training.policy.GroupAdvantages.Deviation;
import dev.nightshift.training.policy.PolicySettings.Clipping;
import dev.nightshift.training.policy.PolicySettings.Discount;
import dev.nightshift.training.policy.PolicySettings.Divergence;

/** Settings for tests: the defaults, with what a test varies. */
final class PolicySettingsSamples {

  private PolicySettingsSamples() {}

  static PolicySettings of(Estimator estimator, Aggregation aggregation, KlPlacement placement) {
    return of(estimator, aggregation, placement, 0, 1, 2, 0);
  }

  static PolicySettings of(
      Estimator estimator,
      Aggregation aggregation,
      KlPlacement placement,
      double entropy,
      double temperature,
      int epochs,
      double targetKl) {
    return new PolicySettings(
        estimator,
        aggregation,
        new Divergence(
            placement,
            placement == KlPlacement.LOSS ? KlEstimator.K3 : KlEstimator.K1,
            .05,
            new KlController(0, .1)),
        new Discount(1, .95, false),
        new Clipping(new ClippedPolicyLoss(.2, .2, 0), new ClippedValueLoss(.2)),
        .1,
        entropy,
        estimator.comparesAnswers() ? 4 : 1,
        Deviation.SAMPLE,
        1e-4,
        0,
        temperature,
        8,
        epochs,
        targetKl);
  }
}
