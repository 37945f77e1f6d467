package dev.nightshift.inference.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nightshift.inference.Goldens;
import dev.nightshift.inference.checkpoint.Checkpoint;
import dev.nightshift.inference.digest.WeightsDigest;
import dev.nightshift.inference.forward.AdapterSet;
import dev.nightshift.inference.forward.AttentionKernel;
import dev.nightshift.inference.forward.Decoder;
import dev.nightshift.inference.forward.ForwardInput;
import dev.nightshift.inference.model.ModelConfig;
import dev.nightshift.inference.tensor.NamedTensors;
import dev.nightshift.inference.tensor.TensorIo;
import dev.nightshift.schema.error.RequestException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoraAdapterTest {

  private static final Path FOLDER = Goldens.folder("llama-lora");

  @TempDir Path temporary;

  @Test
  void givesTheReferencesLogitsAppliedAndMerged() {
    JsonNode golden = Goldens.all().get("lora");
    int[] row = Goldens.rows()[0];
    double[] expected = Goldens.doubles(golden.get("last_logits"));
    try (Checkpoint base = Checkpoint.read(Goldens.folder("llama"));
        LoraAdapter adapter = LoraAdapter.read(FOLDER, base.config());
        NamedTensors merged = LoraMerge.copyOf(base.weights().asMap(), adapter);
        NoGradGuard noGrad = new NoGradGuard();
        PointerScope scope = new PointerScope()) {
      double[] applied = lastLogits(base.config(), base.weights().asMap(), adapter.asSet(), row);
      double[] folded = lastLogits(base.config(), merged.asMap(), AdapterSet.none(), row);
      System.out.printf(
          "largest logit difference: applied %.1e, merged %.1e%n",
          worst(applied, expected), worst(folded, expected));
      assertThat(worst(applied, expected)).isLessThan(2e-5);
      assertThat(worst(folded, expected)).isLessThan(2e-5);
      assertThat(
              worst(
                  lastLogits(base.config(), base.weights().asMap(), AdapterSet.none(), row),
                  expected))
          .as("the adapter changes something")
          .isGreaterThan(0.01);
    }
  }

  @Test
  void preferenceGradientsOfTheAdapterAgree() {
    JsonNode preference = Goldens.all().get("preference");
    try (Checkpoint base = Checkpoint.read(Goldens.folder("llama"));
        LoraAdapter adapter = LoraAdapter.read(FOLDER, base.config());
        PointerScope scope = new PointerScope()) {
      ModelConfig config = base.config();
      Map<String, Tensor> weights = base.weights().asMap();
      adapter.tensors().asMap().values().forEach(t -> t.requires_grad_(true));
      Tensor loss = torch.zeros(1);
      int pairs = Goldens.all().get("pairs").size();
      for (int i = 0; i < pairs; i++) {
        JsonNode pair = Goldens.all().get("pairs").get(i);
        int[] prompt = Goldens.ints(pair.get("prompt"));
        int[] chosen = Goldens.ints(pair.get("chosen"));
        int[] rejected = Goldens.ints(pair.get("rejected"));
        Tensor policyChosen = answer(config, weights, adapter.asSet(), prompt, chosen);
        Tensor policyRejected = answer(config, weights, adapter.asSet(), prompt, rejected);
        double referenceChosen =
            answer(config, weights, AdapterSet.none(), prompt, chosen).item_double();
        double referenceRejected =
            answer(config, weights, AdapterSet.none(), prompt, rejected).item_double();
        assertRelative(policyChosen.item_double(), preference.get("policy_chosen").get(i));
        assertRelative(policyRejected.item_double(), preference.get("policy_rejected").get(i));
        assertRelative(referenceChosen, preference.get("reference_chosen").get(i));
        assertRelative(referenceRejected, preference.get("reference_rejected").get(i));
        Tensor margin =
            policyChosen.sub(policyRejected).sub(new Scalar(referenceChosen - referenceRejected));
        loss = loss.sub(torch.log_sigmoid(margin.mul(new Scalar(0.1))));
      }
      loss.div(new Scalar((double) pairs)).backward();
      preference
          .get("sigmoid_lora_grad_norms")
          .fields()
          .forEachRemaining(
              field -> {
                String name = field.getKey().replace(".default.weight", ".weight");
                double norm = adapter.tensors().get(name).grad().norm().item_double();
                double expected = field.getValue().doubleValue();
                assertThat(Math.abs(norm - expected) / expected).as(name).isLessThan(1e-4);
              });
    }
  }

  @Test
  void unmergeRestoresTheBits() {
    try (Checkpoint base = Checkpoint.read(Goldens.folder("llama"));
        LoraAdapter adapter = LoraAdapter.read(FOLDER, base.config())) {
      String before = WeightsDigest.of(base.weights().asMap());
      try (LoraMerge merge = LoraMerge.into(base.weights().asMap(), adapter)) {
        assertThat(WeightsDigest.of(base.weights().asMap())).isNotEqualTo(before);
        merge.unmerge();
      }
      assertThat(WeightsDigest.of(base.weights().asMap())).isEqualTo(before);
    }
  }

  @Test
  void writesAFolderThatReadsBackTheSame() throws Exception {
    Path copy = temporary.resolve("adapter");
    ModelConfig model = ModelConfig.read(Goldens.folder("llama").resolve("config.json"));
    try (LoraAdapter adapter = LoraAdapter.read(FOLDER, model)) {
      adapter.write(copy);
      try (LoraAdapter again = LoraAdapter.read(copy, model)) {
        assertThat(again.config().scale()).isEqualTo(2.0);
        assertThat(WeightsDigest.of(again.tensors().asMap()))
            .isEqualTo(WeightsDigest.of(adapter.tensors().asMap()));
      }
    }
    assertThat(Files.readString(copy.resolve("adapter_config.json")))
        .contains("\"peft_type\" : \"LORA\"", "\"base_model_name_or_path\" : \"llama\"");
  }

  @Test
  void aFreshAdapterChangesNothingAndIsReproducible() {
    for (String name : List.of("llama", "gpt2", "mixtral")) {
      try (Checkpoint base = Checkpoint.read(Goldens.folder(name));
          LoraAdapter one =
              LoraAdapter.fresh(base.config(), LoraConfig.of(2, 4, List.of("all-linear")), 7);
          LoraAdapter two =
              LoraAdapter.fresh(base.config(), LoraConfig.of(2, 4, List.of("all-linear")), 7);
          PointerScope scope = new PointerScope()) {
        int[] row = Goldens.rows()[1];
        assertThat(WeightsDigest.of(one.tensors().asMap()))
            .isEqualTo(WeightsDigest.of(two.tensors().asMap()));
        assertThat(lastLogits(base.config(), base.weights().asMap(), one.asSet(), row))
            .isEqualTo(lastLogits(base.config(), base.weights().asMap(), AdapterSet.none(), row));
      }
    }
  }

  @Test
  void mergesIntoTransposedWeights() {
    try (Checkpoint base = Checkpoint.read(Goldens.folder("gpt2"));
        LoraAdapter adapter =
            LoraAdapter.fresh(base.config(), LoraConfig.of(2, 4, List.of("c_attn", "c_fc")), 3);
        NoGradGuard noGrad = new NoGradGuard();
        PointerScope scope = new PointerScope()) {
      adapter.tensors().asMap().forEach((name, t) -> t.add_(new Scalar(0.01)));
      int[] row = Goldens.rows()[0];
      double[] applied = lastLogits(base.config(), base.weights().asMap(), adapter.asSet(), row);
      try (NamedTensors merged = LoraMerge.copyOf(base.weights().asMap(), adapter)) {
        assertThat(
                worst(applied, lastLogits(base.config(), merged.asMap(), AdapterSet.none(), row)))
            .isLessThan(2e-5);
      }
    }
  }

  @Test
  void eachRowCanHaveAnAdapterOfItsOwn() {
    int[] row = Goldens.rows()[0];
    try (Checkpoint base = Checkpoint.read(Goldens.folder("llama"));
        LoraAdapter adapter = LoraAdapter.read(FOLDER, base.config());
        NoGradGuard noGrad = new NoGradGuard();
        PointerScope scope = new PointerScope()) {
      AdapterSet rows =
          RowAdapters.of(List.of(AdapterSet.none(), adapter.asSet(), AdapterSet.none()));
      int[] three = new int[3 * row.length];
      for (int i = 0; i < 3; i++) {
        System.arraycopy(row, 0, three, i * row.length, row.length);
      }
      ForwardInput input =
          ForwardInput.ofIds(TensorIo.ids(three, 3, row.length)).withAdapters(rows);
      Map<String, Tensor> weights = base.weights().asMap();
      Tensor logits =
          Decoder.logits(
                  base.config(), weights, Decoder.forward(base.config(), weights, input).hidden())
              .select(1, row.length - 1);
      double[] plain = lastLogits(base.config(), weights, AdapterSet.none(), row);
      double[] adapted = lastLogits(base.config(), weights, adapter.asSet(), row);
      assertThat(worst(TensorIo.toDoubles(logits.select(0, 0)), plain)).isLessThan(1e-5);
      assertThat(worst(TensorIo.toDoubles(logits.select(0, 1)), adapted)).isLessThan(1e-5);
      assertThat(worst(TensorIo.toDoubles(logits.select(0, 2)), plain)).isLessThan(1e-5);
    }
  }

  @Test
  void listsAllThatDoesNotFit() throws Exception {
    Path folder = Files.createDirectories(temporary.resolve("broken"));
    Files.copy(
        FOLDER.resolve("adapter_model.safetensors"), folder.resolve("adapter_model.safetensors"));
    Files.writeString(
        folder.resolve("adapter_config.json"),
        Files.readString(FOLDER.resolve("adapter_config.json"))
            .replace("\"r\": 4", "\"r\": 3")
            .replace("\"v_proj\"", "\"k_proj\""));
    ModelConfig model = ModelConfig.read(Goldens.folder("llama").resolve("config.json"));
    assertThatThrownBy(() -> LoraAdapter.read(folder, model))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining(
            "model.layers.0.self_attn.q_proj.lora_A.weight has the shape [4, 48], the model and the rank ask for [3, 48]")
        .hasMessageContaining("model.layers.1.self_attn.k_proj.lora_B.weight is missing")
        .hasMessageContaining("model.layers.1.self_attn.v_proj.lora_A.weight is unexpected");
  }

  @Test
  void refusesWhatItWouldComputeWrongly() throws Exception {
    Path folder = Files.createDirectories(temporary.resolve("dora"));
    Files.writeString(
        folder.resolve("adapter_config.json"),
        Files.readString(FOLDER.resolve("adapter_config.json"))
            .replace("\"use_dora\": false", "\"use_dora\": true")
            .replace("\"rank_pattern\": {}", "\"rank_pattern\": {\"q_proj\": 8}"));
    assertThatThrownBy(() -> LoraConfig.read(folder))
        .hasMessageContaining("use_dora is not supported")
        .hasMessageContaining("rank_pattern is not supported");
    ModelConfig model = ModelConfig.read(Goldens.folder("llama").resolve("config.json"));
    assertThatThrownBy(() -> LoraConfig.of(4, 8, List.of("q_proj", "nothing")).modules(model))
        .hasMessageContaining("'nothing' names no linear module");
  }

  private static Tensor answer(
      ModelConfig config,
      Map<String, Tensor> weights,
      AdapterSet adapters,
      int[] prompt,
      int[] answer) {
    int[] all = Arrays.copyOf(prompt, prompt.length + answer.length);
    System.arraycopy(answer, 0, all, prompt.length, answer.length);
    ForwardInput input =
        ForwardInput.ofIds(TensorIo.ids(all, 1, all.length))
            .withAdapters(adapters)
            .withKernel(AttentionKernel.EXPLICIT);
    Tensor hidden = Decoder.forward(config, weights, input).hidden();
    Tensor logProbabilities = torch.log_softmax(Decoder.logits(config, weights, hidden), -1);
    return logProbabilities
        .select(0, 0)
        .narrow(0, prompt.length - 1, answer.length)
        .gather(1, TensorIo.ids(answer, answer.length, 1))
        .sum();
  }

  private static void assertRelative(double actual, JsonNode expected) {
    assertThat(Math.abs(actual - expected.doubleValue()) / Math.abs(expected.doubleValue()))
        .isLessThan(1e-5);
  }

  private static double[] lastLogits(
      ModelConfig config, Map<String, Tensor> weights, AdapterSet adapters, int[] row) {
    ForwardInput input =
        ForwardInput.ofIds(TensorIo.ids(row, 1, row.length)).withAdapters(adapters);
    Tensor hidden = Decoder.forward(config, weights, input).hidden();
    return TensorIo.toDoubles(Decoder.logits(config, weights, hidden.select(1, row.length - 1)));
  }

  private static double worst(double[] a, double[] b) {
    double worst = 0;
    for (int i = 0; i < a.length; i++) {
      worst = Math.max(worst, Math.abs(a[i] - b[i]));
    }
    return worst;
  }
}
