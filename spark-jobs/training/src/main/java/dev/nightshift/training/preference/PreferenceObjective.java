package dev.nightshift.training.preference;

import dev.nightshift.inference.tensor.TensorIo;
import dev.nightshift.training.lm.TargetLogProbs;
import dev.nightshift.training.lm.TokenBatch;
import dev.nightshift.training.lm.TrainedDecoder;
import dev.nightshift.training.lm.TrainedDecoder.States;
import dev.nightshift.training.trainer.LossSum;
import dev.nightshift.training.trainer.LossSum.WeightedSum;
import dev.nightshift.training.trainer.Objective;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Direct preference optimization and its relatives; a unit is a pair.
 *
 * <p>The implicit reward of an answer is β (log π(y | x) − log π_ref(y | x)). Metrics are means
 * over pairs: {@code rewards/chosen} and {@code rewards/rejected}; {@code rewards/margins}, their
 * difference; {@code rewards/accuracies}, the share of pairs whose preferred answer has the
 * strictly greater reward (a tie is not right); {@code logps/chosen} and {@code logps/rejected};
 * {@code logps/accuracies}, the share of pairs whose preferred answer is strictly more probable,
 * whatever the reference says.
 */
public final class PreferenceObjective implements Objective<PairBatch> {

  private static final ScalarType FLOAT = ScalarType.Float;
  private static final List<String> METRICS =
      List.of(
          "rewards/chosen",
          "rewards/rejected",
          "rewards/margins",
          "rewards/accuracies",
          "logps/chosen",
          "logps/rejected",
          "logps/accuracies");

  private final TrainedDecoder decoder;
  private final PreferenceLoss loss;

  /** The objective for a decoder. */
  public PreferenceObjective(TrainedDecoder decoder, PreferenceLoss loss) {
    this.decoder = decoder;
    this.loss = loss;
  }

  @Override
  public List<String> metrics() {
    return METRICS;
  }

  @Override
  public LossSum loss(Map<String, Tensor> parameters, PairBatch batch) {
    int n = batch.pairs();
    TokenBatch tokens = batch.tokens();
    States states = decoder.states(parameters, tokens);
    Tensor head = decoder.head(parameters);
    Tensor ofTargets = TargetLogProbs.of(states.predictors(), head, tokens.targets());
    ofTargets.set_requires_grad(GradMode.is_enabled());
    Tensor logProbs = TargetLogProbs.ofSequences(ofTargets, tokens).view(n, 2);
    Tensor chosen = logProbs.select(1, 0);
    Tensor rejected = logProbs.select(1, 1);
    Tensor referenceChosen = Tensor.create(batch.referenceChosen()).to(chosen.device(), FLOAT);
    Tensor referenceRejected = Tensor.create(batch.referenceRejected()).to(chosen.device(), FLOAT);
    Tensor margins = chosen.sub(referenceChosen).sub(rejected.sub(referenceRejected));
    Tensor sum = loss.of(margins).sum();
    Runnable backward =
        () -> {
          sum.backward();
          TargetLogProbs.backward(states.predictors(), head, tokens.targets(), ofTargets.grad());
          states.backward();
        };
    return new LossSum(
        sum.item_double(),
        n,
        (long) tokens.rows() * tokens.width(),
        backward,
        metrics(batch, TensorIo.toDoubles(chosen), TensorIo.toDoubles(rejected)));
  }

  private WeightedSum[] metrics(PairBatch batch, double[] chosen, double[] rejected) {
    double[] sums = new double[METRICS.size()];
    double[] referenceChosen = batch.referenceChosen();
    double[] referenceRejected = batch.referenceRejected();
    for (int i = 0; i < chosen.length; i++) {
      double good = loss.beta() * (chosen[i] - referenceChosen[i]);
      double bad = loss.beta() * (rejected[i] - referenceRejected[i]);
      sums[0] += good;
      sums[1] += bad;
      sums[2] += good - bad;
      sums[3] += good > bad ? 1 : 0;
      sums[4] += chosen[i];
      sums[5] += rejected[i];
      sums[6] += chosen[i] > rejected[i] ? 1 : 0;
    }
    WeightedSum[] metrics = new WeightedSum[sums.length];
    for (int i = 0; i < sums.length; i++) {
      metrics[i] = new WeightedSum(sums[i], chosen.length);
    }
    return metrics;
  }
}
