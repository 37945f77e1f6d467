package dev.nightshift.training.lm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.inference.adapter.LoraAdapter;
import dev.nightshift.inference.adapter.LoraMerge;
import dev.nightshift.inference.digest.WeightsDigest;
import dev.nightshift.inference.forward.Decoder;
import dev.nightshift.inference.model.ModelConfig;
import dev.nightshift.inference.tensor.DType;
import dev.nightshift.inference.tensor.NamedTensors;
import dev.nightshift.schema.random.CounterRandom;
import dev.nightshift.training.data.RowPlan.Layout;
import dev.nightshift.training.data.SequenceWriter;
import dev.nightshift.training.decoder.DecoderSettings;
import dev.nightshift.training.decoder.WorkingModel;
import dev.nightshift.training.optimizer.AdamWSettings;
import dev.nightshift.training.optimizer.LearningRateSchedule;
import dev.nightshift.training.optimizer.LearningRateSchedule.Shape;
import dev.nightshift.training.reduction.OneWorker;
import dev.nightshift.training.state.CheckpointStore;
import dev.nightshift.training.state.Segment;
import dev.nightshift.training.state.SegmentReport;
import dev.nightshift.training.state.SegmentWork;
import dev.nightshift.training.state.TrainingSettings;
import dev.nightshift.training.state.Worker;
import dev.nightshift.training.trainer.Lanes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole small trainings under each of the settings. */
class DecoderSettingsTest {

  private static final int STEPS = 10;

  private static final String GPT2 =
      """
      {"architectures": ["GPT2LMHeadModel"], "model_type": "gpt2", "vocab_size": 64, "n_embd": 32,
       "n_layer": 2, "n_head": 4, "n_positions": 64, "layer_norm_epsilon": 1e-5,
       "activation_function": "gelu_new", "initializer_range": 0.08, "torch_dtype": "float32"}
      """;
  private static final String MIXTRAL =
      """
      {"architectures": ["MixtralForCausalLM"], "model_type": "mixtral", "vocab_size": 64,
       "hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4,
       "num_key_value_heads": 2, "intermediate_size": 48, "max_position_embeddings": 128,
       "rms_norm_eps": 1e-6, "rope_theta": 10000.0, "hidden_act": "silu",
       "num_local_experts": 4, "num_experts_per_tok": 2,
       "tie_word_embeddings": false, "initializer_range": 0.08, "torch_dtype": "float32"}
      """;

  @TempDir Path folder;

  @BeforeEach
  void data() throws IOException {
    try (SequenceWriter writer = new SequenceWriter(folder.resolve("data"))) {
      for (int s = 0; s < 20; s++) {
        CounterRandom random = CounterRandom.of(4, "data", s);
        int[] ids = new int[4 + random.nextInt(6)];
        for (int i = 0; i < ids.length; i++) {
          ids[i] = 3 + random.nextInt(12);
        }
        writer.add(ids, 1);
      }
      writer.finish();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"llama", "gpt2", "mixtral"})
  void recomputedActivationsChangeNoBit(String architecture) throws IOException {
    String config =
        switch (architecture) {
          case "gpt2" -> GPT2;
          case "mixtral" -> MIXTRAL;
          default -> TinyLlama.json();
        };
    Outcome kept = train("kept", config, DecoderSettings.DEFAULT, STEPS);
    Outcome again =
        train("again", config, new DecoderSettings(DType.F32, "cpu", null, true, 0), STEPS);
    assertThat(again.losses()).isEqualTo(kept.losses());
    assertThat(again.model()).hasSameBinaryContentAs(kept.model());
    assertThat(kept.losses().get(STEPS - 1)).isLessThan(kept.losses().get(0));
  }

  @Test
  void aMixtureLearnsToUseItsExpertsAlike() throws IOException {
    Outcome without = train("without", MIXTRAL, DecoderSettings.DEFAULT, 40, 0);
    Outcome with = train("with", MIXTRAL, DecoderSettings.DEFAULT, 40, 1);
    double uneven = without.last("train/router-balance");
    double even = with.last("train/router-balance");
    assertThat(even).isLessThan(uneven).isCloseTo(2, within(.1));
  }

  @Test
  void narrowComputingKeepsFloat32Masters() throws IOException {
    DecoderSettings narrow = new DecoderSettings(DType.BF16, "cpu", null, false, 0);
    Outcome wide = train("wide", TinyLlama.json(), DecoderSettings.DEFAULT, STEPS);
    Outcome seen = train("narrow", TinyLlama.json(), narrow, STEPS);
    assertThat(seen.losses()).isNotEqualTo(wide.losses());
    for (int i = 0; i < STEPS; i++) {
      assertThat(seen.losses().get(i)).isCloseTo(wide.losses().get(i), within(.05));
    }
    try (PointerScope scope = new PointerScope()) {
      Tensor master =
          WorkingModel.weights(seen.checkpoint()).get("model.layers.0.mlp.up_proj.weight");
      Tensor rounded = master.to(DType.BF16.scalarType()).to(DType.F32.scalarType());
      assertThat(master.ne(rounded).sum().item_long()).isGreaterThan(master.numel() / 2);
    }
    Outcome resumed = train("resumed", TinyLlama.json(), narrow, 4);
    assertThat(resumed.model()).hasSameBinaryContentAs(seen.model());
  }

  @Test
  void onlyTheAdapterIsTrainedAndItIsMergedExactly() throws IOException {
    DecoderSettings.Adapter lora =
        new DecoderSettings.Adapter(4, 8, List.of("q_proj", "v_proj", "down_proj"));
    DecoderSettings adapted = new DecoderSettings(DType.F32, "cpu", lora, false, 0);
    Outcome seen = train("adapted", TinyLlama.json(), adapted, STEPS);
    assertThat(seen.losses().get(STEPS - 1)).isLessThan(seen.losses().get(0));
    ModelConfig config = TinyLlama.config();
    try (PointerScope scope = new PointerScope();
        LoraAdapter adapter =
            LoraAdapter.read(seen.checkpoint().resolve(WorkingModel.ADAPTER), config)) {
      Map<String, Tensor> base = WorkingModel.weights(CheckpointStore.initialOf(seen.checkpoint()));
      Map<String, Tensor> model = WorkingModel.weights(seen.checkpoint());
      long moved =
          base.keySet().stream()
              .filter(name -> model.get(name).ne(base.get(name)).any().item_bool())
              .count();
      assertThat(moved).isEqualTo(2 * 3);
      try (LoraMerge merge = LoraMerge.into(base, adapter)) {
        assertThat(WeightsDigest.of(base)).isEqualTo(WeightsDigest.of(model));
        merge.unmerge();
        Map<String, Tensor> fresh =
            WorkingModel.weights(CheckpointStore.initialOf(seen.checkpoint()));
        assertThat(WeightsDigest.of(base)).isEqualTo(WeightsDigest.of(fresh));
      }
    }
    Outcome resumed = train("resumed", TinyLlama.json(), adapted, 3);
    assertThat(resumed.model()).hasSameBinaryContentAs(seen.model());
    Outcome recomputed =
        train(
            "recomputed",
            TinyLlama.json(),
            new DecoderSettings(DType.F32, "cpu", lora, true, 0),
            STEPS);
    assertThat(recomputed.model()).hasSameBinaryContentAs(seen.model());
  }

  /** With d = .9 and weights w_0 … w_n the average is a_n = .9 a_{n−1} + .1 w_n, a_0 = w_0. */
  @Test
  void theMovingAverageIsPublishedAndTheTrainingGoesOnFromTheWeights() throws IOException {
    DecoderSettings averaged = new DecoderSettings(DType.F32, "cpu", null, false, .9);
    String name = "model.layers.1.self_attn.o_proj.weight";
    double[] expected;
    try (PointerScope scope = new PointerScope()) {
      Outcome plain = train("plain-1", TinyLlama.json(), DecoderSettings.DEFAULT, 1);
      expected =
          values(WorkingModel.weights(CheckpointStore.initialOf(plain.checkpoint())).get(name));
      for (Path step : plain.steps()) {
        double[] weights = values(WorkingModel.weights(step).get(name));
        for (int i = 0; i < expected.length; i++) {
          expected[i] = .9 * expected[i] + .1 * weights[i];
        }
      }
    }
    Outcome seen = train("averaged", TinyLlama.json(), averaged, STEPS);
    try (PointerScope scope = new PointerScope()) {
      double[] average = values(WorkingModel.weights(seen.checkpoint()).get(name));
      for (int i = 0; i < expected.length; i++) {
        assertThat(average[i]).isCloseTo(expected[i], within(1e-6));
      }
    }
    Outcome resumed = train("resumed", TinyLlama.json(), averaged, 3);
    assertThat(resumed.model()).hasSameBinaryContentAs(seen.model());
    assertThat(resumed.losses()).isEqualTo(seen.losses());
  }

  private static double[] values(Tensor tensor) {
    return dev.nightshift.inference.tensor.TensorIo.toDoubles(tensor);
  }

  /** A training that is done. */
  private record Outcome(CheckpointStore store, List<Segment> chain) {
    Path checkpoint() {
      return store.folder(chain.get(chain.size() - 1).to());
    }

    Path model() {
      return checkpoint().resolve("model.safetensors");
    }

    /** The checkpoints after each segment but the one of no step. */
    List<Path> steps() {
      return chain.stream().skip(1).map(segment -> store.folder(segment.to())).toList();
    }

    List<Double> losses() throws IOException {
      return all("train/loss");
    }

    double last(String name) throws IOException {
      List<Double> values = all(name);
      return values.get(values.size() - 1);
    }

    private List<Double> all(String name) throws IOException {
      List<Double> values = new ArrayList<>();
      for (Segment segment : chain) {
        for (SegmentReport.Value value : store.report(segment.to()).values()) {
          if (value.name().equals(name)) {
            values.add(value.value());
          }
        }
      }
      return values;
    }
  }

  private Outcome train(String name, String config, DecoderSettings tuning, int every)
      throws IOException {
    return train(name, config, tuning, STEPS, .01, every);
  }

  private Outcome train(
      String name, String config, DecoderSettings tuning, int steps, double balance)
      throws IOException {
    return train(name, config, tuning, steps, balance, steps);
  }

  private Outcome train(
      String name, String config, DecoderSettings tuning, int steps, double balance, int every)
      throws IOException {
    CheckpointStore store = new CheckpointStore(folder.resolve(name));
    CheckpointStore.writeAtomically(
        store.initial(),
        initial -> {
          Path template = Files.createDirectories(folder.resolve(name + "-template"));
          Files.writeString(template.resolve("config.json"), config);
          try (PointerScope scope = new PointerScope();
              NamedTensors weights = Decoder.initialize(ModelConfig.parse(config), 1)) {
            WorkingModel.write(initial, weights.asMap(), template);
          }
        });
    TrainingSettings settings =
        new TrainingSettings(
            3,
            6,
            2,
            16,
            new LearningRateSchedule(Shape.CONSTANT, 1e-2, 3, steps, 0, .1),
            AdamWSettings.DEFAULT,
            1);
    LanguageModelProgram program =
        new LanguageModelProgram(
            settings,
            tuning,
            balance,
            Layout.PACKED,
            folder.resolve("data").toString(),
            null,
            0,
            0);
    List<Segment> chain = Segment.chain(steps, every, 0);
    for (Segment segment : chain) {
      try (OneWorker exchange = new OneWorker();
          Lanes lanes = new Lanes(2)) {
        SegmentWork.run(
            program, store, segment, folder.resolve("live.jsonl"), new Worker(exchange, lanes));
      }
    }
    return new Outcome(store, chain);
  }
}
