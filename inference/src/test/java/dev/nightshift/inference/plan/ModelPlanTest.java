package dev.nightshift.inference.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.inference.model.ModelConfig;
import dev.nightshift.inference.tensor.DType;
import dev.nightshift.schema.error.RequestException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ModelPlanTest {

  private static final double GIB = 1L << 30;

  /** The published counts: Llama 3 8B and 70B, Llama 3.2 1B and 3B, Llama 2 13B, Mixtral 8x7B. */
  @Test
  void publishedModelsHaveTheirPublishedCounts() {
    assertThat(total("llama-1b")).isEqualTo(1_235_814_400L);
    assertThat(total("llama-3b")).isEqualTo(3_212_749_824L);
    assertThat(total("llama-8b")).isEqualTo(8_030_261_248L);
    assertThat(total("llama-13b")).isEqualTo(13_015_864_320L);
    assertThat(total("llama-70b")).isEqualTo(70_553_706_496L);
    assertThat(total("mixtral-8x7b")).isEqualTo(46_702_792_704L);
    assertThat(ModelCost.of(config("mixtral-8x7b"), 4096).active()).isEqualTo(12_879_925_248L);
  }

  @Test
  void everyPresetIsNearItsName() {
    assertThat(total("llama-1m")).isBetween(700_000L, 1_300_000L);
    assertThat(total("llama-4m")).isBetween(3_800_000L, 5_500_000L);
    assertThat(total("llama-25m")).isBetween(23_000_000L, 32_000_000L);
    assertThat(total("llama-125m")).isBetween(105_000_000L, 145_000_000L);
    assertThat(total("llama-350m")).isBetween(310_000_000L, 390_000_000L);
  }

  /**
   * One layer, width 2, one head of width 2, feed-forward 3, vocabulary 5, untied: products hold q,
   * k, v, o (16), gate, up, down (18), norms (6) and the head (10); 6 · 50 + 12 · 1 · 1 · 2 · 7.
   */
  @Test
  void operationsFollowTheFormula() {
    ModelConfig tiny =
        ModelConfig.parse(
            """
            {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "vocab_size": 5,
             "hidden_size": 2, "num_hidden_layers": 1, "num_attention_heads": 1,
             "num_key_value_heads": 1, "intermediate_size": 3, "max_position_embeddings": 16,
             "rms_norm_eps": 1e-6, "hidden_act": "silu", "tie_word_embeddings": false}
            """);
    ModelCost cost = ModelCost.of(tiny, 7);
    assertThat(cost.total()).isEqualTo(60);
    assertThat(cost.products()).isEqualTo(50);
    assertThat(cost.flopsPerToken()).isEqualTo(6 * 50 + 12 * 2 * 7);
  }

  /** 8 B in bfloat16: 2 + 4 + 4 + 8 = 18 bytes a parameter; ZeRO-1 on 8 ranks leaves 6 + 12 / 8. */
  @Test
  void shardingDividesWhatItNames() {
    ModelConfig config = config("llama-8b");
    double n = 8_030_261_248.0;
    Layout whole = new Layout(8, Layout.Sharding.NONE, DType.BF16, false, 1, 1024);
    Layout zero1 = new Layout(8, Layout.Sharding.OPTIMIZER, DType.BF16, false, 1, 1024);
    assertThat(states(MemoryEstimate.of(config, whole))).isCloseTo(18 * n, within(1.0));
    assertThat(states(MemoryEstimate.of(config, zero1))).isCloseTo(7.5 * n, within(1.0));
    Layout zero3 = new Layout(8, Layout.Sharding.PARAMETERS, DType.BF16, false, 1, 1024);
    assertThat(states(MemoryEstimate.of(config, zero3)))
        .isCloseTo(18 * n / 8 + 2 * n / 32, within(1.0));
  }

  @Test
  void aLargerModelNeedsMoreSharding() {
    Optional<Layout> small =
        LayoutPlanner.plan(config("llama-125m"), 8, 80 * GIB, 2048, DType.BF16);
    assertThat(small).get().extracting(Layout::sharding).isEqualTo(Layout.Sharding.NONE);
    Optional<Layout> large = LayoutPlanner.plan(config("llama-8b"), 8, 80 * GIB, 2048, DType.BF16);
    assertThat(large).get().extracting(Layout::sharding).isNotEqualTo(Layout.Sharding.NONE);
    assertThat(LayoutPlanner.plan(config("llama-70b"), 1, 80 * GIB, 2048, DType.BF16)).isEmpty();
    for (Layout layout : new Layout[] {small.orElseThrow(), large.orElseThrow()}) {
      ModelConfig config = config(layout == small.orElseThrow() ? "llama-125m" : "llama-8b");
      assertThat(MemoryEstimate.of(config, layout).total()).isLessThanOrEqualTo(0.9 * 80 * GIB);
    }
  }

  @Test
  void theTextSaysWhatDoesNotFit() {
    assertThat(PlanText.of(config("llama-70b"), 1, 80 * GIB, 2048, DType.BF16))
        .contains("70,553,706,496 (70.55 B)")
        .contains("none fits; the smallest needs, per rank:");
  }

  @Test
  void unknownPresetsAreNamed() {
    assertThatThrownBy(() -> ModelPresets.named("llama-9b"))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("there is no preset 'llama-9b'")
        .hasMessageContaining("llama-8b");
  }

  private static double states(MemoryEstimate memory) {
    return memory.weights() + memory.gradients() + memory.optimizer();
  }

  private static long total(String preset) {
    return ModelCost.of(config(preset), 1024).total();
  }

  private static ModelConfig config(String preset) {
    return ModelPresets.named(preset).config();
  }
}
