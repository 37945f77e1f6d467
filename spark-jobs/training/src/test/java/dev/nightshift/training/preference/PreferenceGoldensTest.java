package dev.nightshift.training.preference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nightshift.inference.checkpoint.Checkpoint;
import dev.nightshift.inference.tensor.DType;
import dev.nightshift.inference.tensor.TensorIo;
import dev.nightshift.training.data.SequenceFile;
import dev.nightshift.training.data.SequenceWriter;
import dev.nightshift.training.lm.Goldens;
import dev.nightshift.training.lm.TargetLogProbs;
import dev.nightshift.training.lm.TokenBatch;
import dev.nightshift.training.lm.TrainedDecoder;
import dev.nightshift.training.preference.PreferenceLoss.Kind;
import dev.nightshift.training.trainer.LossSum;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Four pairs under a decoder with a low-rank adapter (policy) and without it (reference), against
 * an independent implementation. The adapter is added to the weights, W + (α / r) B A, with
 * gradients to A and B.
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
        SequenceFile file = pairs(values.get("pairs"))) {
      Map<String, Tensor> adapter = adapter();
      Map<String, Tensor> policy = adapted(checkpoint.weights().asMap(), adapter);
      int[] all = {0, 1, 2, 3};
      TokenBatch tokens = PairSource.tokens(file, all, 0);
      Tensor reference = sequences(checkpoint, checkpoint.weights().asMap(), tokens);
      assertEvery(reference, 0, expected.get("reference_chosen"));
      assertEvery(reference, 1, expected.get("reference_rejected"));
      Tensor ofPolicy = sequences(checkpoint, policy, tokens);
      assertEvery(ofPolicy, 0, expected.get("policy_chosen"));
      assertEvery(ofPolicy, 1, expected.get("policy_rejected"));

      Tensor ratios = ofPolicy.sub(reference).view(-1, 2);
      Tensor margins = ratios.select(1, 0).sub(ratios.select(1, 1));
      JsonNode losses = expected.get("losses");
      assertLosses(new PreferenceLoss(Kind.SIGMOID, .1, 0), margins, losses.get("sigmoid"));
      assertLosses(new PreferenceLoss(Kind.SIGMOID, .1, .1), margins, losses.get("cdpo_0.1"));
      assertLosses(new PreferenceLoss(Kind.HINGE, .1, 0), margins, losses.get("hinge"));
      assertLosses(new PreferenceLoss(Kind.IPO, .1, 0), margins, losses.get("ipo"));

      ReferenceLogProbs known = new ReferenceLogProbs("reference");
      known.set(TensorIo.toFloats(reference));
      PreferenceObjective objective =
          new PreferenceObjective(
              new TrainedDecoder(checkpoint.config()), new PreferenceLoss(Kind.SIGMOID, .1, 0));
      LossSum loss = objective.loss(policy, PairSource.pairs(file, known, all, 0));
      assertThat(loss.units()).isEqualTo(4);
      loss.backward().run();
      JsonNode norms = expected.get("sigmoid_lora_grad_norms");
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

  private static Tensor sequences(
      Checkpoint checkpoint, Map<String, Tensor> weights, TokenBatch tokens) {
    TrainedDecoder decoder = new TrainedDecoder(checkpoint.config());
    try (NoGradGuard noGrad = new NoGradGuard()) {
      Tensor states = decoder.states(weights, tokens).predictors();
      Tensor ofTargets = TargetLogProbs.of(states, decoder.head(weights), tokens.targets());
      return TargetLogProbs.ofSequences(ofTargets, tokens);
    }
  }

  private static void assertEvery(Tensor sequences, int column, JsonNode expected) {
    double[] seen = TensorIo.toDoubles(sequences);
    for (int pair = 0; pair < expected.size(); pair++) {
      double value = expected.get(pair).asDouble();
      assertThat(seen[2 * pair + column]).isCloseTo(value, within(1e-5 * Math.abs(value)));
    }
  }

  private static void assertLosses(PreferenceLoss loss, Tensor margins, JsonNode expected) {
    double[] seen = TensorIo.toDoubles(loss.of(margins));
    for (int pair = 0; pair < expected.size(); pair++) {
      double value = expected.get(pair).asDouble();
      assertThat(seen[pair]).as(loss.toString()).isCloseTo(value, within(2e-5 * value));
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

  private SequenceFile pairs(JsonNode pairs) throws IOException {
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
    return SequenceFile.open(folder.resolve("pairs"));
  }
}
