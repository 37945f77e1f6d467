package dev.nightshift.runtime.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.inference.checkpoint.CheckpointWriter;
import dev.nightshift.inference.digest.ModelDigest;
import dev.nightshift.inference.forward.Decoder;
import dev.nightshift.inference.model.ModelConfig;
import dev.nightshift.inference.tensor.NamedTensors;
import dev.nightshift.schema.error.WorkException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelHolderTest {

  @TempDir private Path folder;

  private Path model(String name, long seed) {
    ModelConfig config =
        ModelConfig.parse(
            """
            {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "vocab_size": 16,
             "hidden_size": 8, "num_hidden_layers": 1, "num_attention_heads": 2,
             "num_key_value_heads": 2, "intermediate_size": 16, "max_position_embeddings": 32,
             "rms_norm_eps": 1e-6, "rope_theta": 10000.0, "hidden_act": "silu",
             "tie_word_embeddings": true, "initializer_range": 0.1, "torch_dtype": "float32",
             "bos_token_id": 1, "eos_token_id": 2}
            """);
    try (NamedTensors weights = Decoder.initialize(config, seed)) {
      CheckpointWriter.write(folder.resolve(name), config, weights.asMap(), null);
    }
    return folder.resolve(name);
  }

  @Test
  void aModelIsLoadedOnceAndStaysWhileItIsUsed() {
    ModelHolder holder = new ModelHolder();
    Path first = model("first", 1);
    Path second = model("second", 2);
    String firstDigest = ModelDigest.of(first).model();
    String secondDigest = ModelDigest.of(second).model();
    try (ModelHolder.Lease one = holder.borrow(first, firstDigest);
        ModelHolder.Lease two = holder.borrow(first, firstDigest)) {
      assertThat(two.model()).isSameAs(one.model());
      holder.borrow(second, secondDigest).close();
      assertThat(holder.loaded()).containsExactly(firstDigest, secondDigest);
    }
    // Nobody uses the two any more: both go when another is loaded.
    Path third = model("third", 3);
    String thirdDigest = ModelDigest.of(third).model();
    try (ModelHolder.Lease lease = holder.borrow(third, thirdDigest)) {
      assertThat(holder.loaded()).containsExactly(thirdDigest);
      lease.close();
      assertThat(lease.model().config().vocabSize()).isEqualTo(16);
    }
    holder.releaseIdle();
    assertThat(holder.loaded()).isEmpty();
  }

  @Test
  void aFolderThatHoldsAnotherModelIsRefused() {
    ModelHolder holder = new ModelHolder();
    Path model = model("model", 1);
    assertThatThrownBy(() -> holder.borrow(model, "f".repeat(64)))
        .isInstanceOf(WorkException.class)
        .hasMessageContaining("the folder holds model " + ModelDigest.of(model).model())
        .hasMessageContaining("The folder was changed while it was used: run again.");
    assertThat(holder.loaded()).isEmpty();
  }
}
