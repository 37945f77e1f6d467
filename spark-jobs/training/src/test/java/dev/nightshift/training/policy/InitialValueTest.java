package dev.nightshift.training.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.IntNode;
import dev.nightshift.inference.checkpoint.CheckpointWriter;
import dev.nightshift.inference.forward.Decoder;
import dev.nightshift.inference.model.Head;
import dev.nightshift.inference.model.ModelConfig;
import dev.nightshift.inference.tensor.NamedTensors;
import dev.nightshift.inference.tensor.TensorIo;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.training.decoder.WorkingModel;
import dev.nightshift.training.lm.TinyLlama;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InitialValueTest {

  @TempDir Path folder;

  @Test
  void aDecoderOfItsOwnIsThePolicyWithAHeadOfZeros() throws IOException {
    Path initial = folder.resolve("initial");
    RolloutSamples.writeInitial(initial, ValueKind.SEPARATE);
    assertThat(WorkingModel.config(initial.resolve("value")).head()).isEqualTo(Head.REWARD);
    try (PointerScope scope = new PointerScope()) {
      Map<String, Tensor> policy = WorkingModel.weights(initial);
      Map<String, Tensor> value = WorkingModel.weights(initial.resolve("value"));
      assertThat(TensorIo.toFloats(value.remove("score.weight"))).hasSize(32).containsOnly(0);
      assertThat(value.keySet()).isEqualTo(policy.keySet());
      value.forEach((name, tensor) -> assertThat(tensor.equal(policy.get(name))).isTrue());
    }
  }

  @Test
  void aHeadOnThePolicyIsAllThereIs() throws IOException {
    Path initial = folder.resolve("initial");
    RolloutSamples.writeInitial(initial, ValueKind.SHARED);
    try (PointerScope scope = new PointerScope()) {
      assertThat(WorkingModel.weights(initial.resolve("value"))).containsOnlyKeys("score.weight");
    }
  }

  @Test
  void aRewardModelGivesItsHeadToo() throws IOException {
    Path initial = folder.resolve("initial");
    RolloutSamples.writeInitial(initial, ValueKind.NONE);
    Path model = write(TinyLlama.config().withHead(Head.REWARD), "reward");
    InitialValue.write(initial, ValueKind.SEPARATE, model);
    try (PointerScope scope = new PointerScope()) {
      Map<String, Tensor> given = WorkingModel.weights(model);
      Map<String, Tensor> value = WorkingModel.weights(initial.resolve("value"));
      assertThat(value.keySet()).isEqualTo(given.keySet()).contains("score.weight");
      value.forEach((name, tensor) -> assertThat(tensor.equal(given.get(name))).isTrue());
    }
  }

  @Test
  void whatCannotGiveValuesIsRefused() throws IOException {
    Path initial = folder.resolve("initial");
    RolloutSamples.writeInitial(initial, ValueKind.NONE);
    Path other = write(TinyLlama.config().with("vocab_size", IntNode.valueOf(72)), "other");
    assertThatThrownBy(() -> InitialValue.write(initial, ValueKind.SEPARATE, other))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("the model has no head that gives one value")
        .hasMessageContaining("a vocabulary of 72 and the policy one of 64");
    assertThat(initial.resolve("value")).doesNotExist();
  }

  private Path write(ModelConfig config, String name) {
    Path model = folder.resolve(name);
    try (NamedTensors weights = Decoder.initialize(config, 4)) {
      CheckpointWriter.write(model, config, weights.asMap(), null);
    }
    return model;
  }
}
