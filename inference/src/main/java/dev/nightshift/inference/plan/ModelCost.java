package dev.nightshift.inference.plan;

import dev.nightshift.inference.forward.Decoder;
import dev.nightshift.inference.model.ModelConfig;

/**
 * Parameters and operations of a model.
 *
 * <p>Operations of one training token, forward and backward (Chowdhery et al. 2022, PaLM, appendix
 * B): {@code 6 N + 12 L H d S}, with N the parameters that a token passes through in products (the
 * table of embeddings is a look-up and does not count, the output head does), L layers, H heads, d
 * head width and S context. The second term counts every key, as that paper does: a kernel that
 * skips what the causal mask hides needs half of it.
 *
 * @param total all parameters
 * @param active parameters that one token meets: of a mixture, its chosen experts only
 * @param products parameters that one token meets in matrix products (N above)
 * @param flopsPerToken operations of one training token at the context
 * @param context tokens per sequence (S)
 */
public record ModelCost(
    long total, long active, long products, double flopsPerToken, long context) {

  /** The cost of a model at a context. */
  public static ModelCost of(ModelConfig config, long context) {
    long total = 0;
    long experts = 0;
    long lookups = 0;
    for (var entry : Decoder.parameterShapes(config).entrySet()) {
      long size = 1;
      for (long extent : entry.getValue()) {
        size = Math.multiplyExact(size, extent);
      }
      total += size;
      if (entry.getKey().contains(".experts.")) {
        experts += size;
      }
      if (isLookup(config, entry.getKey())) {
        lookups += size;
      }
    }
    long idle =
        config.isMixture()
            ? experts / config.experts() * (config.experts() - config.expertsPerToken())
            : 0;
    long active = total - idle;
    long products = active - lookups;
    double attention = 12.0 * config.layers() * config.heads() * config.headDim() * context;
    return new ModelCost(total, active, products, 6.0 * products + attention, context);
  }

  /** Tables that are only looked up; a language model's tied table is its head as well. */
  private static boolean isLookup(ModelConfig config, String name) {
    boolean tied = config.tied() && config.head().isLanguageModel();
    return name.equals("transformer.wpe.weight")
        || (!tied
            && (name.equals("model.embed_tokens.weight") || name.equals("transformer.wte.weight")));
  }
}
