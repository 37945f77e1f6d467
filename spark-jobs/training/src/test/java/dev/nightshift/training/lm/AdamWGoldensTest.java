package dev.nightshift.training.lm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nightshift.inference.checkpoint.Checkpoint;
import dev.nightshift.training.optimizer.AdamW;
import dev.nightshift.training.optimizer.AdamWSettings;
import dev.nightshift.training.optimizer.AdamWSettings.DecayGroup;
import dev.nightshift.training.optimizer.LearningRateSchedule;
import dev.nightshift.training.reduction.OneWorker;
import dev.nightshift.training.trainer.BatchSource;
import dev.nightshift.training.trainer.Lanes;
import dev.nightshift.training.trainer.NamedParameters;
import dev.nightshift.training.trainer.OuterLoop;
import dev.nightshift.training.trainer.StepReport;
import dev.nightshift.training.trainer.Trainer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Three steps of AdamW on two rows of different length against an independent implementation: the
 * loss is summed over all targets and divided by their number (23 + 16), the gradient is clipped to
 * norm 1, every tensor decays. Once with both rows in one micro-batch, once with one in each.
 */
class AdamWGoldensTest {

  @ParameterizedTest
  @ValueSource(strings = {"llama", "llama-tied-rope3", "qwen2", "qwen3", "gpt2", "mixtral"})
  void threeStepsAgree(String model) throws IOException {
    JsonNode values = Goldens.values();
    JsonNode expected = values.get("models").get(model);
    List<int[]> rows =
        List.of(Goldens.ids(values.get("rows").get(0)), Goldens.ids(values.get("rows").get(1)));
    for (int microBatches : new int[] {1, 2}) {
      try (Checkpoint checkpoint = Checkpoint.read(Goldens.folder().resolve(model));
          NamedParameters parameters = NamedParameters.copyOf(checkpoint.weights().asMap());
          AdamW optimizer =
              new AdamW(parameters, new AdamWSettings(.9, .95, 1e-8, .1, DecayGroup.ALL));
          Lanes lanes = new Lanes(2);
          Trainer<TokenBatch> trainer =
              new Trainer<>(
                  parameters,
                  (step, weights) -> batches(rows, microBatches),
                  new LanguageModelObjective(checkpoint.config()),
                  optimizer,
                  LearningRateSchedule.constant(1e-3),
                  1,
                  OuterLoop.NONE,
                  new OneWorker(),
                  lanes,
                  0)) {
        for (JsonNode loss : expected.get("adamw_losses")) {
          StepReport report = trainer.next();
          assertThat(report.units()).isEqualTo(39);
          assertThat(report.loss())
              .as(model + " step " + report.step())
              .isCloseTo(loss.asDouble(), within(1e-5 * loss.asDouble()));
        }
        assertNorms(parameters.views(parameters.values()), expected.get("adamw_param_norms"));
      }
    }
  }

  private static BatchSource.MicroBatches<TokenBatch> batches(List<int[]> rows, int count) {
    return new BatchSource.MicroBatches<>() {
      @Override
      public int count() {
        return count;
      }

      @Override
      public TokenBatch get(int index) {
        return TokenBatch.of(count == 1 ? rows : List.of(rows.get(index)), 1, 0);
      }
    };
  }

  private static void assertNorms(Map<String, Tensor> parameters, JsonNode norms) {
    Map<String, Double> squares = new TreeMap<>();
    try (PointerScope scope = new PointerScope()) {
      parameters.forEach(
          (name, tensor) ->
              squares.merge(
                  grouped(name), Math.pow(tensor.detach().norm().item_double(), 2), Double::sum));
    }
    assertThat(norms.size()).isEqualTo(squares.size());
    squares.forEach(
        (name, square) -> {
          double expected = norms.get(name).asDouble();
          assertThat(Math.sqrt(square)).as(name).isCloseTo(expected, within(1e-4 * expected));
        });
  }

  /** The reference holds all experts of a layer in two tensors, files hold three per expert. */
  private static String grouped(String name) {
    return name.replaceAll("block_sparse_moe\\.gate\\.", "mlp.gate.")
        .replaceAll(
            "block_sparse_moe\\.experts\\.\\d+\\.w[13]\\.weight", "mlp.experts.gate_up_proj")
        .replaceAll("block_sparse_moe\\.experts\\.\\d+\\.w2\\.weight", "mlp.experts.down_proj");
  }
}
