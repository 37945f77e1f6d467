package dev.nightshift.inference.forward;

import dev.nightshift.inference.model.Architecture;
import dev.nightshift.inference.model.Head;
import dev.nightshift.inference.model.ModelConfig;
import java.util.LinkedHashMap;
import java.util.Map;

/** The parameters of each architecture, by their Hugging Face names, with their shapes. */
final class ParameterNames {

  static final String ROTARY_LAYER = "model.layers.";
  static final String GPT2_LAYER = "transformer.h.";

  private ParameterNames() {}

  /** The table of token embeddings, [V, D]. */
  static String embedding(ModelConfig c) {
    return c.architecture() == Architecture.GPT2
        ? "transformer.wte.weight"
        : "model.embed_tokens.weight";
  }

  /** The module of the head; its own even where a language model ties it to the embedding. */
  static String headModule(ModelConfig c) {
    return switch (c.head().kind()) {
      case LANGUAGE_MODEL -> "lm_head";
      case SEQUENCE -> "score";
      case TOKEN -> c.architecture() == Architecture.GPT2 ? "classifier" : "score";
    };
  }

  /** The matrix of the head, [V, D] or [labels, D]; the embedding table where it is tied. */
  static String head(ModelConfig c) {
    return tied(c) ? embedding(c) : headModule(c) + ".weight";
  }

  /** Whether the head is the embedding table; only a language model's can be. */
  private static boolean tied(ModelConfig c) {
    return c.tied() && c.head().isLanguageModel();
  }

  /** All parameters in the order of the forward pass. */
  static Map<String, long[]> shapes(ModelConfig c) {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    shapes.put(embedding(c), new long[] {c.vocabSize(), c.hiddenSize()});
    if (c.architecture() == Architecture.GPT2) {
      gpt2(c, shapes);
    } else {
      rotary(c, shapes);
    }
    if (!tied(c)) {
      long outputs = c.head().isLanguageModel() ? c.vocabSize() : c.head().labels();
      linear(
          shapes, headModule(c), outputs, c.hiddenSize(), c.head().kind() == Head.Kind.TOKEN);
    }
    return shapes;
  }

  private static void rotary(ModelConfig c, Map<String, long[]> shapes) {
    long d = c.hiddenSize();
    long q = (long) c.heads() * c.headDim();
    long kv = (long) c.keyValueHeads() * c.headDim();
    long f = c.intermediateSize();
    for (int layer = 0; layer < c.layers(); layer++) {
      String p = ROTARY_LAYER + layer;
      shapes.put(p + ".input_layernorm.weight", new long[] {d});
      linear(shapes, p + ".self_attn.q_proj", q, d, c.attentionBias());
      linear(shapes, p + ".self_attn.k_proj", kv, d, c.attentionBias());
      linear(shapes, p + ".self_attn.v_proj", kv, d, c.attentionBias());
      if (c.headNorm()) {
        shapes.put(p + ".self_attn.q_norm.weight", new long[] {c.headDim()});
        shapes.put(p + ".self_attn.k_norm.weight", new long[] {c.headDim()});
      }
      linear(shapes, p + ".self_attn.o_proj", d, q, c.outputBias());
      shapes.put(p + ".post_attention_layernorm.weight", new long[] {d});
      if (c.isMixture()) {
        linear(shapes, p + ".block_sparse_moe.gate", c.experts(), d, false);
        for (int e = 0; e < c.experts(); e++) {
          linear(shapes, p + ".block_sparse_moe.experts." + e + ".w1", f, d, false);
          linear(shapes, p + ".block_sparse_moe.experts." + e + ".w2", d, f, false);
          linear(shapes, p + ".block_sparse_moe.experts." + e + ".w3", f, d, false);
        }
      } else {
        linear(shapes, p + ".mlp.gate_proj", f, d, c.mlpBias());
        linear(shapes, p + ".mlp.up_proj", f, d, c.mlpBias());
        linear(shapes, p + ".mlp.down_proj", d, f, c.mlpBias());
      }
    }
    shapes.put("model.norm.weight", new long[] {d});
  }

  private static void gpt2(ModelConfig c, Map<String, long[]> shapes) {
    long d = c.hiddenSize();
    shapes.put("transformer.wpe.weight", new long[] {c.maxPositions(), d});
    for (int layer = 0; layer < c.layers(); layer++) {
      String p = GPT2_LAYER + layer;
      layerNorm(shapes, p + ".ln_1", d);
      transposed(shapes, p + ".attn.c_attn", d, 3 * d);
      transposed(shapes, p + ".attn.c_proj", d, d);
      layerNorm(shapes, p + ".ln_2", d);
      transposed(shapes, p + ".mlp.c_fc", d, c.intermediateSize());
      transposed(shapes, p + ".mlp.c_proj", c.intermediateSize(), d);
    }
    layerNorm(shapes, "transformer.ln_f", d);
  }

  private static void linear(
      Map<String, long[]> shapes, String name, long out, long in, boolean bias) {
    shapes.put(name + ".weight", new long[] {out, in});
    if (bias) {
      shapes.put(name + ".bias", new long[] {out});
    }
  }

  private static void transposed(Map<String, long[]> shapes, String name, long in, long out) {
    shapes.put(name + ".weight", new long[] {in, out});
    shapes.put(name + ".bias", new long[] {out});
  }

  private static void layerNorm(Map<String, long[]> shapes, String name, long width) {
    shapes.put(name + ".weight", new long[] {width});
    shapes.put(name + ".bias", new long[] {width});
  }
}
