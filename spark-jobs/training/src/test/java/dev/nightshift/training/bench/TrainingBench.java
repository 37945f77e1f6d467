package dev.nightshift.training.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.inference.model.ModelConfig;
import dev.nightshift.inference.plan.ModelPresets;
import dev.nightshift.inference.tensor.DType;
import dev.nightshift.inference.tensor.NativeThreads;
import dev.nightshift.training.decoder.DecoderSettings;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Speed and memory of training steps, for the Llamas of 4 and 25 million parameters. Prints
 * figures; run it with the profile {@code bench}.
 */
@Tag("bench")
class TrainingBench {

  @Test
  void tokensPerSecondAgainstTheCeilingOfMatrixProducts() {
    for (DType type : List.of(DType.F32, DType.BF16)) {
      print(ModelPresets.LLAMA_4M, type, 16, 128, 30);
      print(ModelPresets.LLAMA_25M, type, 8, 256, 15);
    }
  }

  @Test
  void memoryStaysFlatOverAThousandSteps() {
    ModelConfig config = ModelPresets.LLAMA_4M.config();
    try (TrainingSpeed speed =
        new TrainingSpeed(config, DecoderSettings.DEFAULT, 16, 128, NativeThreads.ofProcess())) {
      long grown = speed.measure(100, 1000).grownBytes();
      System.out.printf(Locale.ROOT, "memory grew by %,d KiB over 1,000 steps%n", grown >> 10);
      assertThat(grown).isLessThan(64L << 20);
    }
  }

  private static void print(ModelPresets preset, DType type, int rows, int context, int steps) {
    int cores = NativeThreads.ofProcess();
    DecoderSettings settings = new DecoderSettings(type, "cpu", null, false, 0);
    try (TrainingSpeed speed = new TrainingSpeed(preset.config(), settings, rows, context, cores)) {
      TrainingSpeed.Result result = speed.measure(5, steps);
      System.out.printf(
          Locale.ROOT,
          "%s, %s: %,.0f tokens/s, %.1f of %.1f GFLOP/s (%.0f %%), peak %,d MiB%n",
          preset.label(),
          type.torchName(),
          result.tokensPerSecond(),
          result.operationsPerSecond() / 1e9,
          result.ceiling() / 1e9,
          100 * result.share(),
          result.peakBytes() >> 20);
    }
  }
}
