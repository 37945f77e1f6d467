package dev.nightshift.training.preference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nightshift.inference.checkpoint.Checkpoint;
import dev.nightshift.inference.tensor.DType;
import dev.nightshift.inference.tensor.TensorIo;
import dev.nightshift.training.data.PairFile;
import dev.nightshift.training.data.SequenceWriter;
import dev.nightshift.training.lm.Goldens;
import dev.nightshift.training.lm.TrainedDecoder;
import dev.nightshift.training.preference.loss.HingeLoss;
import dev.nightshift.training.preference.loss.IpoLoss;
import dev.nightshift.training.preference.loss.IpoLoss.Normalisation;
import dev.nightshift.training.preference.loss.PreferenceLoss;
import dev.nightshift.training.preference.loss.PreferenceTerms;
import dev.nightshift.training.preference.loss.RobustLoss;
import dev.nightshift.training.preference.loss.SigmoidLoss;
import dev.nightshift.training.preference.loss.SimpoLoss;
import dev.nightshift.training.preference.loss.StepStatistics;
import dev.nightshift.training.trainer.LossSum;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Four pairs under a decoder with a low-rank adapter (policy) and without it (reference), against
 * an independent implementation. The adapter is added to the weights, W + (α / r) B A, with
 * gradients to A and B. Once with both answers behind their prompt in one row, once in rows of
 * their own.
 */
class PreferenceGoldensTest {

  private static final double SCALE = 8.0 / 4;

  @TempDir Path folder;

  @Test
  void logProbabilitiesLossesAndGradientsAgree() throws IOException {
    JsonNode values = Goldens.values();
    JsonNode expected = values.get("preference");
    try (PointerScope scope = new PointerScope();
        Checkpoint checkpoint = Checkpoint.read(Goldens.folder().resolve("llama"), DType.F32);
        PairFile file = pairs(values.get("pairs"))) {
      TrainedDecoder decoder = new TrainedDecoder(checkpoint.config());
      Map<String, Tensor> adapter = adapter();
      int[] all = {0, 1, 2, 3};
      for (boolean forks : new boolean[] {true, false}) {
        Map<String, Tensor> policy = adapted(checkpoint.weights().asMap(), adapter);
        PairReader reader = new PairReader(new PairReader.Data(file, null, null, null), forks, 0);
        PairBatch batch = reader.batch(all);
        double[] reference =
            AnswerLogProbs.of(decoder, checkpoint.weights().asMap(), batch.tokens());
        assertEvery(reference, 0, expected.get("reference_chosen"));
        assertEvery(reference, 1, expected.get("reference_rejected"));
        double[] ofPolicy = AnswerLogProbs.of(decoder, policy, batch.tokens());
        assertEvery(ofPolicy, 0, expected.get("policy_chosen"));
        assertEvery(ofPolicy, 1, expected.get("policy_rejected"));

        PairBatch known = new PairBatch(batch.tokens(), narrowed(reference), StepStatistics.NONE);
        PreferenceTerms terms = known.terms(Tensor.create(ofPolicy));
        assertLosses(expected.get("losses"), terms);
        assertGradients(decoder, policy, adapter, known, expected.get("sigmoid_lora_grad_norms"));
        assertMeanScores(decoder, policy, known);
      }
    }
  }

  private static void assertLosses(JsonNode losses, PreferenceTerms terms) {
    assertLosses(new SigmoidLoss(.1, 0), terms, losses.get("sigmoid"));
    assertLosses(new SigmoidLoss(.1, .1), terms, losses.get("cdpo_0.1"));
    assertLosses(new RobustLoss(.1, .1), terms, losses.get("robust_0.1"));
    assertLosses(new HingeLoss(.1), terms, losses.get("hinge"));
    assertLosses(new IpoLoss(.1, Normalisation.SUM), terms, losses.get("ipo"));
    assertLosses(new IpoLoss(.1, Normalisation.MEAN), terms, losses.get("ipo_length_normalised"));
    assertLosses(new SimpoLoss(2, .5), terms, losses.get("simpo_beta2_gamma0.5"));
  }

  /** The mean over four pairs of the gradients of the sigmoid loss. */
  private static void assertGradients(
      TrainedDecoder decoder,
      Map<String, Tensor> policy,
      Map<String, Tensor> adapter,
      PairBatch batch,
      JsonNode norms) {
    adapter.values().forEach(tensor -> tensor.mutable_grad().put(new Tensor()));
    LossSum loss = new PreferenceObjective(decoder, new SigmoidLoss(.1, 0)).loss(policy, batch);
    assertThat(loss.units()).isEqualTo(4);
    loss.backward().run();
    assertThat(norms.size()).isEqualTo(adapter.size());
    norms
        .properties()
        .forEach(
            norm ->
                assertThat(gradient(adapter, norm.getKey()) / 4)
                    .as(norm.getKey())
                    .isCloseTo(
                        norm.getValue().asDouble(),
                        within(1e-4 * norm.getValue().asDouble() + 1e-8)));
  }

  /** Mean scores of each side's tokens, from all scores of every target. */
  private static void assertMeanScores(
      TrainedDecoder decoder, Map<String, Tensor> policy, PairBatch batch) {
    PreferenceObjective objective = new PreferenceObjective(decoder, new SigmoidLoss(.1, 0));
    LossSum loss = objective.loss(policy, batch);
    Tensor predictors = decoder.states(policy, batch.tokens()).predictors();
    double[] means = TensorIo.toDoubles(predictors.matmul(decoder.head(policy).t()).mean(1L));
    long[] owners = batch.tokens().owners();
    for (int side = 0; side < 2; side++) {
      double sum = 0;
      int tokens = 0;
      for (int i = 0; i < owners.length; i++) {
        if (owners[i] % 2 == side) {
          sum += means[i];
          tokens++;
        }
      }
      int at = objective.metrics().indexOf(side == 0 ? "logits/chosen" : "logits/rejected");
      LossSum.WeightedSum told = loss.metrics()[at];
      assertThat(told.weight()).isEqualTo(tokens);
      assertThat(told.sum() / tokens).isCloseTo(sum / tokens, within(1e-6));
    }
  }

  private static float[] narrowed(double[] values) {
    float[] narrow = new float[values.length];
    for (int i = 0; i < narrow.length; i++) {
      narrow[i] = (float) values[i];
    }
    return narrow;
  }

  private static double gradient(Map<String, Tensor> adapter, String name) {
    String key =
        adapter.keySet().stream()
            .filter(k -> simple(k).equals(simple(name)))
            .findFirst()
            .orElseThrow(() -> new AssertionError("no adapter tensor " + name));
    return adapter.get(key).grad().norm().item_double();
  }

  private static String simple(String name) {
    return name.replace("base_model.model.", "").replace(".default", "");
  }

  private static void assertEvery(double[] seen, int column, JsonNode expected) {
    for (int pair = 0; pair < expected.size(); pair++) {
      double value = expected.get(pair).asDouble();
      assertThat(seen[2 * pair + column]).isCloseTo(value, within(1e-5 * Math.abs(value)));
    }
  }

  private static void assertLosses(PreferenceLoss loss, PreferenceTerms terms, JsonNode expected) {
    double[] seen = TensorIo.toDoubles(loss.of(terms));
    for (int pair = 0; pair < expected.size(); pair++) {
      double value = expected.get(pair).asDouble();
      assertThat(seen[pair]).as(loss.name()).isCloseTo(value, within(2e-5 * value));
    }
  }

  private static Map<String, Tensor> adapter() {
    Map<String, Tensor> adapter = new LinkedHashMap<>();
    var header =
        dev.nightshift.inference.checkpoint.safetensors.SafetensorsHeader.read(
            Goldens.folder().resolve("llama-lora/adapter_model.safetensors"));
    try (var reader =
        dev.nightshift.inference.checkpoint.safetensors.SafetensorsReader.open(header)) {
      header
          .entries()
          .forEach(
              (name, entry) -> adapter.put(name, reader.tensor(entry).set_requires_grad(true)));
    }
    return adapter;
  }

  private static Map<String, Tensor> adapted(
      Map<String, Tensor> base, Map<String, Tensor> adapter) {
    Map<String, Tensor> weights = new HashMap<>(base);
    adapter.forEach(
        (name, a) -> {
          if (name.endsWith(".lora_A.weight")) {
            String module = name.replace("base_model.model.", "").replace(".lora_A", "");
            Tensor b = adapter.get(name.replace(".lora_A.", ".lora_B."));
            weights.put(module, base.get(module).add(b.matmul(a), new Scalar(SCALE)));
          }
        });
    return weights;
  }

  private PairFile pairs(JsonNode pairs) throws IOException {
    try (SequenceWriter writer = new SequenceWriter(folder.resolve("pairs"))) {
      for (JsonNode pair : pairs) {
        int[] prompt = Goldens.ids(pair.get("prompt"));
        for (String answer : new String[] {"chosen", "rejected"}) {
          int[] ids = Goldens.ids(pair.get(answer));
          int[] both = java.util.Arrays.copyOf(prompt, prompt.length + ids.length);
          System.arraycopy(ids, 0, both, prompt.length, ids.length);
          writer.add(both, prompt.length);
        }
      }
      writer.finish();
    }
    return PairFile.open(folder.resolve("pairs"));
  }
}
