package dev.nightshift.training.policy;

import dev.nightshift.inference.tensor.TensorIo;
import dev.nightshift.training.lm.TargetLogProbs;
import dev.nightshift.training.lm.TargetLogProbs.WithEntropy;
import dev.nightshift.training.lm.TokenBatch;
import dev.nightshift.training.lm.TrainedDecoder;
import dev.nightshift.training.lm.TrainedDecoder.States;
import dev.nightshift.training.policy.ValueFunction.Values;
import dev.nightshift.training.trainer.LossSum;
import dev.nightshift.training.trainer.Objective;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What PPO, GRPO and their relatives minimise; a unit is a token or an answer, by the aggregation.
 *
 * <p>Metrics, means over the tokens of a step: {@code policy/approxkl}, ½ (log π − log π_old)²;
 * {@code policy/clipfrac}, the share of tokens whose ratio is clipped; {@code policy/entropy};
 * {@code val/ratio}, π / π_old, and {@code val/ratio_var}, its variance; {@code val/clipfrac}, the
 * share of clipped values. {@code loss/policy}, {@code loss/value} and {@code loss/kl} are the
 * parts of the loss before their coefficients.
 */
final class PolicyObjective implements Objective<PolicyBatch> {

  private final TrainedDecoder decoder;
  private final @Nullable ValueFunction value;
  private final PolicySettings settings;

  /**
   * The objective.
   *
   * @param decoder the policy
   * @param value the value function, or null
   * @param settings coefficients and clipping
   */
  PolicyObjective(TrainedDecoder decoder, @Nullable ValueFunction value, PolicySettings settings) {
    this.decoder = decoder;
    this.value = value;
    this.settings = settings;
  }

  @Override
  public List<String> metrics() {
    return TokenLosses.metrics(settings);
  }

  @Override
  public LossSum loss(Map<String, Tensor> parameters, PolicyBatch batch) {
    TokenBatch tokens = batch.tokens();
    States states = decoder.states(parameters, tokens);
    Tensor head = decoder.head(parameters);
    Tensor scaled = scaled(states.predictors(), settings.temperature());
    WithEntropy seen = TargetLogProbs.withEntropy(scaled, head, tokens.targets());
    Values values = value == null ? null : value.of(parameters, tokens, states);
    TokenLosses losses =
        new TokenLosses(
            settings,
            batch,
            TensorIo.toDoubles(seen.logProbs()),
            TensorIo.toDoubles(seen.entropies()),
            values == null ? new double[0] : TensorIo.toDoubles(values.values()));
    Runnable backward =
        () -> {
          if (values != null) {
            values.backward(slopes(losses.valueSlopes(), head));
          }
          Tensor slopes = slopes(losses.slopes(), head);
          if (settings.entropyCoefficient() == 0) {
            TargetLogProbs.backward(scaled, head, tokens.targets(), slopes);
          } else {
            TargetLogProbs.backward(
                scaled, head, tokens.targets(), seen, slopes, slopes(losses.entropySlopes(), head));
          }
          unscale(states.predictors(), scaled);
          states.backward();
        };
    return new LossSum(
        losses.loss(),
        losses.units(),
        (long) tokens.rows() * tokens.width(),
        backward,
        losses.metrics());
  }

  /**
   * States whose scores are divided by the temperature: log-probabilities are those of the
   * distribution that tokens were drawn from.
   */
  static Tensor scaled(Tensor predictors, double temperature) {
    if (temperature == 1) {
      return predictors;
    }
    Tensor scaled = predictors.detach().div(new Scalar(temperature));
    return predictors.requires_grad() ? TensorIo.leaf(scaled) : scaled;
  }

  /** Adds the gradient of the scaled states to that of the states, where they are not the same. */
  private void unscale(Tensor predictors, Tensor scaled) {
    if (settings.temperature() == 1) {
      return;
    }
    Tensor gradient = scaled.grad().div(new Scalar(settings.temperature()));
    if (predictors.grad().defined()) {
      predictors.grad().add_(gradient);
    } else {
      predictors.mutable_grad().put(gradient);
    }
  }

  private static Tensor slopes(double[] values, Tensor near) {
    float[] narrow = new float[values.length];
    for (int i = 0; i < narrow.length; i++) {
      narrow[i] = (float) values[i];
    }
    return TensorIo.beside(TensorIo.floats(narrow), near);
  }
}
