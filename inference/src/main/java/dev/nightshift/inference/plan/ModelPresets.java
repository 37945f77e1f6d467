package dev.nightshift.inference.plan;

import dev.nightshift.inference.model.ModelConfig;
import dev.nightshift.schema.error.RequestException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Configurations by size, from 1 M to 70 B parameters and mixtures of experts. The shapes from 1 B
 * upwards are those of published models (Llama 3 and 3.2, Llama 2 13B, Mixtral 8×7B); the smaller
 * ones keep the proportions of Llama and a vocabulary that fits their size.
 */
public enum ModelPresets {
  LLAMA_1M("llama-1m", 1024, 128, 4, 4, 2, 344, 256, true),
  LLAMA_4M("llama-4m", 4096, 256, 4, 4, 4, 688, 128, false),
  LLAMA_25M("llama-25m", 8192, 512, 8, 8, 8, 1376, 256, true),
  LLAMA_125M("llama-125m", 32000, 768, 12, 12, 12, 2048, 2048, true),
  LLAMA_350M("llama-350m", 32000, 1024, 24, 16, 16, 2816, 2048, true),
  LLAMA_1B("llama-1b", 128256, 2048, 16, 32, 8, 8192, 131072, true),
  LLAMA_3B("llama-3b", 128256, 3072, 28, 24, 8, 8192, 131072, true),
  LLAMA_8B("llama-8b", 128256, 4096, 32, 32, 8, 14336, 8192, false),
  LLAMA_13B("llama-13b", 32000, 5120, 40, 40, 40, 13824, 4096, false),
  LLAMA_70B("llama-70b", 128256, 8192, 80, 64, 8, 28672, 8192, false),
  MIXTRAL_8X14M("mixtral-8x14m", 8192, 256, 8, 8, 4, 896, 1024, false, 8, 2),
  MIXTRAL_8X7B("mixtral-8x7b", 32000, 4096, 32, 32, 8, 14336, 32768, false, 8, 2);

  private final String label;
  private final int vocab;
  private final int width;
  private final int layers;
  private final int heads;
  private final int keyValueHeads;
  private final int intermediate;
  private final int positions;
  private final boolean tied;
  private final int experts;
  private final int active;

  ModelPresets(
      String label,
      int vocab,
      int width,
      int layers,
      int heads,
      int keyValueHeads,
      int intermediate,
      int positions,
      boolean tied) {
    this(label, vocab, width, layers, heads, keyValueHeads, intermediate, positions, tied, 0, 0);
  }

  ModelPresets(
      String label,
      int vocab,
      int width,
      int layers,
      int heads,
      int keyValueHeads,
      int intermediate,
      int positions,
      boolean tied,
      int experts,
      int active) {
    this.label = label;
    this.vocab = vocab;
    this.width = width;
    this.layers = layers;
    this.heads = heads;
    this.keyValueHeads = keyValueHeads;
    this.intermediate = intermediate;
    this.positions = positions;
    this.tied = tied;
    this.experts = experts;
    this.active = active;
  }

  /** The name on the command line. */
  public String label() {
    return label;
  }

  /** The names of all presets, from small to large. */
  public static List<String> labels() {
    List<String> labels = new ArrayList<>();
    for (ModelPresets preset : values()) {
      labels.add(preset.label);
    }
    return labels;
  }

  /**
   * The preset of that name.
   *
   * @throws RequestException if there is none
   */
  public static ModelPresets named(String label) {
    for (ModelPresets preset : values()) {
      if (preset.label.equals(label)) {
        return preset;
      }
    }
    throw new RequestException(
        "there is no preset '" + label + "'",
        "",
        "Choose one of: " + String.join(", ", labels()) + ".");
  }

  /** The configuration, as a Hugging Face {@code config.json} would say it. */
  public ModelConfig config() {
    String mixture =
        experts == 0
            ? ""
            : ", \"num_local_experts\": " + experts + ", \"num_experts_per_tok\": " + active;
    return ModelConfig.parse(
        String.format(
            Locale.ROOT,
            """
            {"architectures": ["%s"], "model_type": "%s", "vocab_size": %d, "hidden_size": %d,
             "num_hidden_layers": %d, "num_attention_heads": %d, "num_key_value_heads": %d,
             "intermediate_size": %d, "max_position_embeddings": %d, "hidden_act": "silu",
             "rms_norm_eps": 1e-05, "rope_theta": 10000.0, "initializer_range": 0.02,
             "tie_word_embeddings": %s%s}
            """,
            experts == 0 ? "LlamaForCausalLM" : "MixtralForCausalLM",
            experts == 0 ? "llama" : "mixtral",
            vocab,
            width,
            layers,
            heads,
            keyValueHeads,
            intermediate,
            positions,
            tied,
            mixture));
  }
}
