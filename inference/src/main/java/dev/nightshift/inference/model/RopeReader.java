package dev.nightshift.inference.model;

import org.jspecify.annotations.Nullable;

/**
 * Reads rotary settings in both published forms: {@code rope_theta} with {@code rope_scaling}, and
 * {@code rope_parameters} (transformers 5).
 */
final class RopeReader {

  private RopeReader() {}

  static Rope read(ConfigFields config, double defaultTheta, int maxPositions) {
    ConfigFields parameters = config.object("rope_parameters");
    double outerTheta = config.number("rope_theta", defaultTheta, 1.000001);
    if (parameters != null) {
      double theta = parameters.number("rope_theta", outerTheta, 1.000001);
      return new Rope(theta, scaling(parameters, config, maxPositions));
    }
    return new Rope(outerTheta, scaling(config.object("rope_scaling"), config, maxPositions));
  }

  private static RopeScaling scaling(
      @Nullable ConfigFields fields, ConfigFields config, int maxPositions) {
    if (fields == null) {
      return new RopeScaling.None();
    }
    if (fields.number("partial_rotary_factor", 1, 0) != 1
        || config.number("partial_rotary_factor", 1, 0) != 1) {
      fields.fault(
          "partial_rotary_factor",
          "rotary positions on a part of each head are not supported",
          "Use a model that turns whole heads.");
    }
    String type = fields.text("rope_type", fields.text("type", "default"));
    int original = fields.positive("original_max_position_embeddings", maxPositions);
    return switch (type) {
      case "default" -> new RopeScaling.None();
      case "linear" -> new RopeScaling.Linear(factor(fields));
      case "dynamic" -> new RopeScaling.Dynamic(factor(fields), original);
      case "llama3" -> llama3(fields, original);
      case "yarn" -> yarn(fields, original, maxPositions);
      default -> {
        fields.fault(
            "rope_type",
            "rope_type '" + type + "' is not known",
            "Known are default, linear, dynamic, llama3 and yarn.");
        yield new RopeScaling.None();
      }
    };
  }

  private static RopeScaling llama3(ConfigFields fields, int original) {
    double low = fields.number("low_freq_factor", 1, 1e-9);
    double high = fields.number("high_freq_factor", 4, 1e-9);
    if (high <= low) {
      fields.fault(
          "high_freq_factor",
          "high_freq_factor " + high + " is not above low_freq_factor " + low,
          "Give a larger one.");
    }
    return new RopeScaling.Llama3(factor(fields), low, high, original);
  }

  private static RopeScaling yarn(ConfigFields fields, int original, int maxPositions) {
    double factor =
        fields.has("factor") ? factor(fields) : Math.max(1, maxPositions / (double) original);
    return new RopeScaling.Yarn(
        factor,
        original,
        fields.has("attention_factor") ? fields.number("attention_factor", 1, 0) : null,
        fields.number("beta_fast", 32, 1e-9),
        fields.number("beta_slow", 1, 1e-9),
        fields.number("mscale", 0, 0),
        fields.number("mscale_all_dim", 0, 0),
        fields.flag("truncate", true));
  }

  private static double factor(ConfigFields fields) {
    if (!fields.has("factor")) {
      fields.fault("factor", "factor is missing", "Give a number of at least 1.");
    }
    return fields.number("factor", 1, 1);
  }
}
