package dev.nightshift.pipelines.testing;

import dev.nightshift.inference.checkpoint.CheckpointWriter;
import dev.nightshift.inference.digest.ModelDigest;
import dev.nightshift.inference.forward.Decoder;
import dev.nightshift.inference.model.ModelConfig;
import dev.nightshift.inference.tensor.NamedTensors;
import java.nio.file.Path;

/** Model folders with random weights, for tests of what moves and judges models. */
public final class SmallModel {

  private SmallModel() {}

  /** Writes a Llama of one layer; another seed gives another digest. */
  public static ModelDigest write(Path folder, long seed) {
    ModelConfig config =
        ModelConfig.parse(
            """
            {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "vocab_size": 16,
             "hidden_size": 8, "num_hidden_layers": 1, "num_attention_heads": 2,
             "num_key_value_heads": 2, "intermediate_size": 16, "max_position_embeddings": 16,
             "rms_norm_eps": 1e-6, "rope_theta": 10000.0, "hidden_act": "silu",
             "tie_word_embeddings": true, "initializer_range": 0.1,
             "bos_token_id": 1, "eos_token_id": 2}
            """);
    try (NamedTensors weights = Decoder.initialize(config, seed)) {
      CheckpointWriter.write(folder, config, weights.asMap(), null);
    }
    return ModelDigest.of(folder);
  }
}
