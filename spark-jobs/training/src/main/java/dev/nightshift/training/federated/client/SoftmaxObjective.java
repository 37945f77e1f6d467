package dev.nightshift.training.federated.client;

import dev.nightshift.inference.tensor.TensorIo;
import dev.nightshift.training.trainer.LossSum;
import dev.nightshift.training.trainer.LossSum.WeightedSum;
import dev.nightshift.training.trainer.Objective;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Softmax regression: −Σ ln softmax(x Wᵀ + b)[y], with W [C, F] as {@code weight} and b [C] as
 * {@code bias}.
 */
final class SoftmaxObjective implements Objective<LabelledPoints> {

  static final String WEIGHT = "weight";
  static final String BIAS = "bias";

  @Override
  public List<String> metrics() {
    return List.of("accuracy");
  }

  @Override
  public LossSum loss(Map<String, Tensor> parameters, LabelledPoints batch) {
    int n = batch.count();
    Tensor logits =
        TensorIo.floats(batch.features(), n, batch.width())
            .matmul(Objects.requireNonNull(parameters.get(WEIGHT)).t())
            .add(Objects.requireNonNull(parameters.get(BIAS)));
    Tensor labels = TensorIo.longs(batch.labels(), n, 1);
    Tensor loss = logits.log_softmax(1).gather(1, labels).neg().sum();
    double right =
        logits
            .argmax(new LongOptional(1), true)
            .eq(labels)
            .to(ScalarType.Float)
            .sum()
            .item_double();
    return LossSum.of(loss, n, n, new WeightedSum(right, n));
  }
}
