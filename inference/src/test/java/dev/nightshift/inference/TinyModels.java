package dev.nightshift.inference;

import dev.nightshift.inference.forward.AdapterSet;
import dev.nightshift.inference.forward.Decoder;
import dev.nightshift.inference.model.ModelConfig;
import dev.nightshift.inference.tensor.NamedTensors;
import java.util.Random;

/** Small random models and token rows. */
public final class TinyModels {

  private TinyModels() {}

  /** A Llama with shared key heads; wide enough that every kernel of a product is met. */
  public static ModelConfig llama(int contextLength) {
    return ModelConfig.parse(
        """
        {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "vocab_size": 200,
         "hidden_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4,
         "num_key_value_heads": 2, "intermediate_size": 172, "rms_norm_eps": 1e-5,
         "rope_theta": 10000.0, "max_position_embeddings": %d, "hidden_act": "silu",
         "initializer_range": 0.3, "bos_token_id": 1, "eos_token_id": 2,
         "tie_word_embeddings": false}
        """
            .formatted(contextLength));
  }

  /** A model of fresh weights without a tokenizer. */
  public static LanguageModel model(ModelConfig config, NamedTensors weights) {
    return LanguageModel.of(config, weights.asMap(), null, AdapterSet.none());
  }

  /** Fresh weights. */
  public static NamedTensors weights(ModelConfig config) {
    return Decoder.initialize(config, 7);
  }

  /** Token ids of a length. */
  public static int[] ids(int length, int vocabulary, long seed) {
    return new Random(seed).ints(length, 3, vocabulary).toArray();
  }
}
