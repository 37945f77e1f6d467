package dev.nightshift.inference.checkpoint;

import dev.nightshift.inference.forward.Decoder;
import dev.nightshift.inference.model.Architecture;
import dev.nightshift.inference.model.ModelConfig;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The names that published files use, brought to the one form that the forward pass knows.
 *
 * <p>Files of GPT-2 often lack the prefix {@code transformer.}; old files carry buffers that are no
 * parameters (masks, rotary frequencies); files of tied models may repeat the head.
 */
final class WeightNames {

  private static final Pattern BUFFER =
      Pattern.compile(".*(\\.rotary_emb\\.inv_freq|\\.attn\\.masked_bias|h\\.\\d+\\.attn\\.bias)");

  private WeightNames() {}

  /** The parameter that a tensor of a file is; empty where it is none and may be passed over. */
  static Optional<String> canonical(ModelConfig config, String name) {
    if (BUFFER.matcher(name).matches()) {
      return Optional.empty();
    }
    if (config.tied() && config.head().isLanguageModel() && name.equals("lm_head.weight")) {
      return Optional.empty();
    }
    if (config.architecture() == Architecture.GPT2
        && !name.startsWith("transformer.")
        && !name.startsWith("lm_head.")
        && !name.startsWith(Decoder.headModule(config) + ".")) {
      return Optional.of("transformer." + name);
    }
    return Optional.of(name);
  }
}
