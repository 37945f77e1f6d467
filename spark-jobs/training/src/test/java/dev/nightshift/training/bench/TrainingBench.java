package dev.nightshift.training.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.inference.forward.Decoder;
import dev.nightshift.inference.model.ModelConfig;
import dev.nightshift.inference.tensor.NamedTensors;
import dev.nightshift.schema.random.CounterRandom;
import dev.nightshift.training.lm.LanguageModelObjective;
import dev.nightshift.training.lm.TokenBatch;
import dev.nightshift.training.optimizer.AdamW;
import dev.nightshift.training.optimizer.AdamWSettings;
import dev.nightshift.training.optimizer.LearningRateSchedule;
import dev.nightshift.training.reduction.OneWorker;
import dev.nightshift.training.trainer.BatchSource;
import dev.nightshift.training.trainer.NamedParameters;
import dev.nightshift.training.trainer.OuterLoop;
import dev.nightshift.training.trainer.Trainer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Speed and memory of a training step, for a Llama of 4.2 million parameters (vocabulary 4096,
 * width 256, 4 layers, context 128, batch 16). Prints figures; run it with the profile {@code
 * bench}.
 */
@Tag("bench")
class TrainingBench {

  private static final int ROWS = 16;
  private static final int CONTEXT = 128;

  @Test
  void tokensPerSecondAgainstTheCeilingOfMatrixProducts() {
    ModelConfig config = config();
    try (NamedTensors weights = Decoder.initialize(config, 1);
        NamedParameters parameters = NamedParameters.copyOf(weights.asMap());
        AdamW optimizer = new AdamW(parameters, AdamWSettings.DEFAULT);
        Trainer<TokenBatch> trainer = trainer(config, parameters, optimizer, ROWS, CONTEXT)) {
      for (int i = 0; i < 5; i++) {
        trainer.next();
      }
      int steps = 30;
      long start = System.nanoTime();
      for (int i = 0; i < steps; i++) {
        trainer.next();
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      double tokens = (double) steps * ROWS * CONTEXT / seconds;
      double ceiling = ceiling();
      double operations = 6.0 * parameters.layout().used() + attention(config);
      System.out.printf(
          Locale.ROOT,
          "%,d parameters: %,.0f tokens/s, %.1f of %.1f GFLOP/s (%.0f %%), %,d MB%n",
          parameters.layout().used(),
          tokens,
          tokens * operations / 1e9,
          ceiling / 1e9,
          100 * tokens * operations / ceiling,
          Pointer.physicalBytes() >> 20);
    }
  }

  @Test
  void memoryStaysFlatOverAThousandSteps() {
    ModelConfig config = config();
    try (NamedTensors weights = Decoder.initialize(config, 1);
        NamedParameters parameters = NamedParameters.copyOf(weights.asMap());
        AdamW optimizer = new AdamW(parameters, AdamWSettings.DEFAULT);
        Trainer<TokenBatch> trainer = trainer(config, parameters, optimizer, 2, 16)) {
      for (int i = 0; i < 100; i++) {
        trainer.next();
      }
      long before = Pointer.physicalBytes();
      for (int i = 0; i < 1000; i++) {
        trainer.next();
      }
      long grown = Pointer.physicalBytes() - before;
      System.out.printf(Locale.ROOT, "memory grew by %,d KB over 1,000 steps%n", grown >> 10);
      assertThat(grown).isLessThan(100L << 20);
    }
  }

  private static Trainer<TokenBatch> trainer(
      ModelConfig config, NamedParameters parameters, AdamW optimizer, int rows, int context) {
    BatchSource<TokenBatch> source =
        (step, weights) ->
            new BatchSource.MicroBatches<>() {
              @Override
              public int count() {
                return 1;
              }

              @Override
              public TokenBatch get(int index) {
                CounterRandom random = CounterRandom.of(1, "bench", step);
                List<int[]> sequences = new ArrayList<>();
                for (int row = 0; row < rows; row++) {
                  int[] ids = new int[context];
                  for (int i = 0; i < context; i++) {
                    ids[i] = random.nextInt(config.vocabSize());
                  }
                  sequences.add(ids);
                }
                return TokenBatch.of(sequences, 1, 0);
              }
            };
    return new Trainer<>(
        parameters,
        source,
        new LanguageModelObjective(config),
        optimizer,
        LearningRateSchedule.constant(1e-3),
        1,
        OuterLoop.NONE,
        new OneWorker(),
        0);
  }

  /** Forward and backward products of scores and values: 12 · layers · width · context. */
  private static double attention(ModelConfig config) {
    return 12.0 * config.layers() * config.hiddenSize() * CONTEXT;
  }

  /** Operations per second of a large matrix product. */
  private static double ceiling() {
    int n = 2048;
    double best = 0;
    try (PointerScope scope = new PointerScope();
        NoGradGuard noGrad = new NoGradGuard()) {
      Tensor a = torch.ones(n, n);
      Tensor b = torch.ones(n, n);
      for (int i = 0; i < 6; i++) {
        long start = System.nanoTime();
        a.matmul(b).close();
        best = Math.max(best, 2.0 * n * n * n / ((System.nanoTime() - start) / 1e9));
      }
    }
    return best;
  }

  private static ModelConfig config() {
    return ModelConfig.parse(
        """
        {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "vocab_size": 4096,
         "hidden_size": 256, "num_hidden_layers": 4, "num_attention_heads": 4,
         "num_key_value_heads": 4, "intermediate_size": 688, "max_position_embeddings": 128,
         "rms_norm_eps": 1e-6, "rope_theta": 10000.0, "hidden_act": "silu",
         "tie_word_embeddings": true, "initializer_range": 0.02}
        """);
  }
}
