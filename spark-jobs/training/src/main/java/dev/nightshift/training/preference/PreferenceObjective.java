package dev.nightshift.training.preference;

import dev.nightshift.inference.tensor.TensorIo;
import dev.nightshift.training.lm.TargetLogProbs;
import dev.nightshift.training.lm.TokenBatch;
import dev.nightshift.training.lm.TrainedDecoder;
import dev.nightshift.training.lm.TrainedDecoder.States;
import dev.nightshift.training.preference.loss.PreferenceLoss;
import dev.nightshift.training.preference.loss.PreferenceTerms;
import dev.nightshift.training.trainer.LossSum;
import dev.nightshift.training.trainer.Objective;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A direct preference loss. A unit is a pair; of a loss that judges answers alone ({@link
 * PreferenceLoss#judgesAlone}) it is an answer, whether the answers come in pairs or with labels.
 *
 * <p>Log-probabilities of tokens are float32; their sums over answers and the loss are float64.
 */
public final class PreferenceObjective implements Objective<PairBatch> {

  private final TrainedDecoder decoder;
  private final PreferenceLoss loss;

  /** The objective for a decoder. */
  public PreferenceObjective(TrainedDecoder decoder, PreferenceLoss loss) {
    this.decoder = decoder;
    this.loss = loss;
  }

  /** The names of the metrics of a loss. */
  public static List<String> metrics(PreferenceLoss loss) {
    return PreferenceMetrics.names(loss);
  }

  @Override
  public List<String> metrics() {
    return metrics(loss);
  }

  @Override
  public LossSum loss(Map<String, Tensor> parameters, PairBatch batch) {
    TokenBatch tokens = batch.tokens();
    States states = decoder.states(parameters, tokens);
    Tensor head = decoder.head(parameters);
    Tensor ofTargets = TargetLogProbs.of(states.predictors(), head, tokens.targets());
    ofTargets.set_requires_grad(GradMode.is_enabled());
    Tensor logProbs = TargetLogProbs.ofSequences(ofTargets.to(ScalarType.Double), tokens);
    PreferenceTerms terms = batch.terms(logProbs);
    Tensor sum = loss.of(terms).sum();
    Runnable backward =
        () -> {
          sum.backward();
          TargetLogProbs.backward(states.predictors(), head, tokens.targets(), ofTargets.grad());
          states.backward();
        };
    PreferenceMetrics.Measured measured =
        PreferenceMetrics.of(loss, terms, logits(states.predictors(), head, tokens));
    return new LossSum(
        sum.item_double(),
        loss.judgesAlone() ? answers(tokens) : batch.examples(),
        (long) tokens.rows() * tokens.width(),
        backward,
        measured.each(),
        measured.sums());
  }

  /**
   * The sum over the tokens of each sequence of their mean score over the vocabulary: the mean of h
   * · w over the rows w of the head is h · w̄.
   */
  private static double[] logits(Tensor states, Tensor head, TokenBatch tokens) {
    try (NoGradGuard noGrad = new NoGradGuard()) {
      Tensor ofTargets =
          states
              .to(ScalarType.Float)
              .matmul(head.mean(0L).to(ScalarType.Float))
              .to(ScalarType.Double);
      return TensorIo.toDoubles(TargetLogProbs.ofSequences(ofTargets, tokens));
    }
  }

  private static int answers(TokenBatch tokens) {
    int answers = 0;
    for (int targets : tokens.targetsOfSequences()) {
      answers += targets > 0 ? 1 : 0;
    }
    return answers;
  }
}
