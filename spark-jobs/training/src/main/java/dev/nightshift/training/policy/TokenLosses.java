package dev.nightshift.training.policy;

import dev.nightshift.training.policy.PolicySettings.Divergence;
import dev.nightshift.training.trainer.LossSum.WeightedSum;
import java.util.ArrayList;
import java.util.List;

/**
 * The loss of a micro-batch, summed over its N tokens with the weights w of their aggregation, and
 * its derivatives:
 *
 * <pre>  Σ w (L_policy + c_v L_value + β KL − c_e H)</pre>
 *
 * <p>where the divergence counts only if it is placed in the loss. Works on numbers, in double
 * precision and in the order of the tokens.
 */
final class TokenLosses {

  /** Metrics without a value function and a divergence in the loss. */
  private static final List<String> POLICY =
      List.of(
          "loss/policy",
          "policy/approxkl",
          "policy/clipfrac",
          "policy/entropy",
          "val/ratio",
          PolicySession.SQUARED_RATIO);

  private static final List<String> VALUE = List.of("loss/value", "val/clipfrac");
  private static final String KL = "loss/kl";

  private final PolicySettings settings;
  private double loss;
  private double units;
  private final double[] slopes;
  private final double[] entropySlopes;
  private final double[] valueSlopes;
  private double policyLoss;
  private double approximateKl;
  private double clipped;
  private double entropy;
  private double ratio;
  private double squaredRatio;
  private double valueLoss;
  private double clippedValues;
  private double kl;

  /**
   * Sums a micro-batch.
   *
   * @param settings coefficients and clipping
   * @param batch what was known before
   * @param logProbs log-probabilities now, [N], nats
   * @param entropies of the distributions now, [N], nats
   * @param values of the states now, [N]; empty without a value function
   */
  TokenLosses(
      PolicySettings settings,
      PolicyBatch batch,
      double[] logProbs,
      double[] entropies,
      double[] values) {
    this.settings = settings;
    this.slopes = new double[logProbs.length];
    this.entropySlopes = new double[logProbs.length];
    this.valueSlopes = new double[values.length];
    int n = 0;
    for (int length : batch.lengths()) {
      double weight = settings.aggregation().weight(length, settings.maxNewTokens());
      units += settings.aggregation().units(length);
      for (int t = 0; t < length; t++, n++) {
        addPolicy(batch, n, weight, logProbs[n], entropies[n]);
        if (values.length > 0) {
          addValue(batch, n, weight, values[n]);
        }
      }
    }
  }

  private void addPolicy(PolicyBatch batch, int n, double weight, double logProb, double spread) {
    double old = batch.logProbs()[n];
    ClippedPolicyLoss.Term term =
        settings.clipping().policy().of(logProb, old, batch.advantages()[n]);
    double token = term.loss() - settings.entropyCoefficient() * spread;
    double slope = term.slope();
    Divergence divergence = settings.kl();
    if (divergence.placement() == KlPlacement.LOSS) {
      double reference = batch.reference()[n];
      double estimate = divergence.estimator().value(logProb, reference);
      kl += weight * estimate;
      token += batch.coefficient() * estimate;
      slope += batch.coefficient() * divergence.estimator().slope(logProb, reference);
    }
    loss += weight * token;
    slopes[n] = weight * slope;
    entropySlopes[n] = -weight * settings.entropyCoefficient();
    policyLoss += weight * term.loss();
    approximateKl += (logProb - old) * (logProb - old) / 2;
    clipped += term.clipped() ? 1 : 0;
    entropy += spread;
    ratio += term.ratio();
    squaredRatio += (term.ratio() - 1) * (term.ratio() - 1);
  }

  private void addValue(PolicyBatch batch, int n, double weight, double value) {
    ClippedValueLoss.Term term =
        settings.clipping().value().of(value, batch.values()[n], batch.returns()[n]);
    loss += weight * settings.valueCoefficient() * term.loss();
    valueSlopes[n] = weight * settings.valueCoefficient() * term.slope();
    valueLoss += weight * term.loss();
    clippedValues += term.clipped() ? 1 : 0;
  }

  /** The names of the metrics, in their order. */
  static List<String> metrics(PolicySettings settings) {
    List<String> names = new ArrayList<>(POLICY);
    if (settings.hasValue()) {
      names.addAll(VALUE);
    }
    if (settings.kl().placement() == KlPlacement.LOSS) {
      names.add(KL);
    }
    return List.copyOf(names);
  }

  /** The metrics, as sums with their weights. */
  WeightedSum[] metrics() {
    double tokens = slopes.length;
    List<WeightedSum> sums = new ArrayList<>();
    sums.add(new WeightedSum(policyLoss, units));
    for (double sum : new double[] {approximateKl, clipped, entropy, ratio, squaredRatio}) {
      sums.add(new WeightedSum(sum, tokens));
    }
    if (settings.hasValue()) {
      sums.add(new WeightedSum(valueLoss, units));
      sums.add(new WeightedSum(clippedValues, tokens));
    }
    if (settings.kl().placement() == KlPlacement.LOSS) {
      sums.add(new WeightedSum(kl, units));
    }
    return sums.toArray(WeightedSum[]::new);
  }

  /** The sum. */
  double loss() {
    return loss;
  }

  /** What the sum of a step is divided by. */
  double units() {
    return units;
  }

  /** Derivatives by the log-probabilities, [N]. */
  double[] slopes() {
    return slopes.clone();
  }

  /** Derivatives by the entropies, [N]. */
  double[] entropySlopes() {
    return entropySlopes.clone();
  }

  /** Derivatives by the values, [N]; empty without a value function. */
  double[] valueSlopes() {
    return valueSlopes.clone();
  }
}
