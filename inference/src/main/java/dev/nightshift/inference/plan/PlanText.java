package dev.nightshift.inference.plan;

import dev.nightshift.inference.model.ModelConfig;
import dev.nightshift.inference.tensor.DType;
import java.util.Locale;
import java.util.Optional;

/** A plan as a person reads it. */
public final class PlanText {

  private static final double GIB = 1L << 30;

  private PlanText() {}

  /** Parameters, operations, the layout that fits and the memory of each rank. */
  public static String of(
      ModelConfig config, int devices, double bytesPerDevice, long context, DType compute) {
    ModelCost cost = ModelCost.of(config, context);
    StringBuilder text = new StringBuilder();
    line(text, "architecture", config.architecture().name().toLowerCase(Locale.ROOT));
    line(text, "parameters", count(cost.total()));
    if (config.isMixture()) {
      line(text, "active per token", count(cost.active()));
    }
    line(text, "context", String.valueOf(context));
    line(
        text,
        "FLOPs per token",
        String.format(Locale.ROOT, "%.4g (forward and backward)", cost.flopsPerToken()));
    line(
        text,
        "devices",
        String.format(Locale.ROOT, "%d of %.1f GiB", devices, bytesPerDevice / GIB));
    Optional<Layout> layout = LayoutPlanner.plan(config, devices, bytesPerDevice, context, compute);
    if (layout.isEmpty()) {
      Layout smallest =
          new Layout(
              devices,
              devices > 1 ? Layout.Sharding.PARAMETERS : Layout.Sharding.NONE,
              compute,
              true,
              1,
              context);
      line(text, "layout", "none fits; the smallest needs, per rank:");
      memory(text, MemoryEstimate.of(config, smallest));
      return text.toString();
    }
    Layout found = layout.get();
    line(
        text,
        "layout",
        String.format(
            Locale.ROOT,
            "%d ranks, sharding %s, %s, activation checkpointing %s, micro-batch %d",
            found.devices(),
            found.sharding().label(),
            found.compute().torchName(),
            found.checkpointing() ? "on" : "off",
            found.microBatch()));
    memory(text, MemoryEstimate.of(config, found));
    return text.toString();
  }

  private static void memory(StringBuilder text, MemoryEstimate memory) {
    line(text, "memory per rank", gib(memory.total()));
    line(text, "  weights", gib(memory.weights()));
    line(text, "  gradients", gib(memory.gradients()));
    line(text, "  optimizer", gib(memory.optimizer()));
    line(text, "  activations", gib(memory.activations()));
    line(text, "  scores", gib(memory.scores()));
  }

  private static void line(StringBuilder text, String name, String value) {
    text.append(String.format(Locale.ROOT, "%-18s %s%n", name, value));
  }

  private static String gib(double bytes) {
    return String.format(Locale.ROOT, "%.3f GiB", bytes / GIB);
  }

  private static String count(long n) {
    if (n >= 1_000_000_000) {
      return String.format(Locale.ROOT, "%,d (%.2f B)", n, n / 1e9);
    }
    return String.format(Locale.ROOT, "%,d (%.2f M)", n, n / 1e6);
  }
}
