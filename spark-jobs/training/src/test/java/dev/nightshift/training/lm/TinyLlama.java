package dev.nightshift.training.lm;

import dev.nightshift.inference.model.ModelConfig;

/** A decoder small enough for tests. */
public final class TinyLlama {

  private TinyLlama() {}

  /** Two layers of width 32 over 64 tokens. */
  public static ModelConfig config() {
    return ModelConfig.parse(json());
  }

  /** Its config.json. */
  public static String json() {
    return """
        {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "vocab_size": 64,
         "hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4,
         "num_key_value_heads": 2, "intermediate_size": 64, "max_position_embeddings": 128,
         "rms_norm_eps": 1e-6, "rope_theta": 10000.0, "hidden_act": "silu",
         "tie_word_embeddings": true, "initializer_range": 0.08, "torch_dtype": "float32",
         "bos_token_id": 1, "eos_token_id": 2}
        """;
  }

  /** The same with a width of 128, so that its parameters fill five blocks of a flat buffer. */
  public static String wideJson() {
    return json()
        .replace("\"hidden_size\": 32", "\"hidden_size\": 128")
        .replace("\"intermediate_size\": 64", "\"intermediate_size\": 256");
  }
}
