package dev.nightshift.inference.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.IntNode;
import dev.nightshift.inference.Goldens;
import dev.nightshift.schema.error.RequestException;
import org.junit.jupiter.api.Test;

class ModelConfigTest {

  private static final String BASE =
      "\"vocab_size\":100,\"hidden_size\":64,\"num_hidden_layers\":4,"
          + "\"num_attention_heads\":8,\"num_key_value_heads\":2,\"intermediate_size\":128";

  private static ModelConfig config(String architecture, String more) {
    return ModelConfig.parse(
        "{\"architectures\":[\""
            + architecture
            + "\"],"
            + BASE
            + (more.isEmpty() ? "" : ",")
            + more
            + "}");
  }

  @Test
  void listsEveryFaultWithItsKey() {
    assertThatThrownBy(
            () ->
                ModelConfig.parse(
                    "{\"architectures\":[\"LlamaForCausalLM\"],\"vocab_size\":-3,"
                        + "\"num_attention_heads\":\"8\",\"num_hidden_layers\":2,"
                        + "\"intermediate_size\":8,\"hidden_act\":\"mish\","
                        + "\"rope_scaling\":{\"rope_type\":\"longrope\"}}"))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("key vocab_size: vocab_size is -3")
        .hasMessageContaining("key num_attention_heads: num_attention_heads is \"8\"")
        .hasMessageContaining("key hidden_size: hidden_size is missing")
        .hasMessageContaining("hidden_act 'mish' is not known")
        .hasMessageContaining("rope_type 'longrope' is not known");
  }

  @Test
  void namesWhatIsSupportedWhereAnArchitectureIsNot() {
    assertThatThrownBy(() -> config("BertForMaskedLM", ""))
        .hasMessageContaining("BertForMaskedLM is not supported")
        .hasMessageContaining("LlamaForCausalLM");
    assertThatThrownBy(() -> ModelConfig.parse("{}"))
        .hasMessageContaining("neither architectures nor model_type");
    assertThat(ModelConfig.parse("{\"model_type\":\"llama\"," + BASE + "}").architecture())
        .isEqualTo(Architecture.LLAMA);
  }

  @Test
  void keepsTheKeysThatItDoesNotKnow() throws Exception {
    ModelConfig config = config("LlamaForCausalLM", "\"of_the_future\":{\"a\":[1,2.5]}");
    JsonNode written = new ObjectMapper().readTree(config.toJson());
    assertThat(written.at("/of_the_future/a/1").doubleValue()).isEqualTo(2.5);
    assertThat(ModelConfig.parse(config.toJson())).isEqualTo(config);
    assertThat(config.with("vocab_size", IntNode.valueOf(7)).vocabSize()).isEqualTo(7);
  }

  @Test
  void readsOldAndNewRotarySettings() {
    Rope llama3 = new Rope(500000, new RopeScaling.Llama3(8, 1, 4, 32));
    String scaling =
        "{\"factor\":8.0,\"high_freq_factor\":4.0,\"low_freq_factor\":1.0,"
            + "\"original_max_position_embeddings\":32,\"rope_type\":\"llama3\"";
    assertThat(
            config("LlamaForCausalLM", "\"rope_theta\":500000,\"rope_scaling\":" + scaling + "}")
                .rope())
        .isEqualTo(llama3);
    assertThat(
            config(
                    "LlamaForCausalLM",
                    "\"rope_parameters\":" + scaling + ",\"rope_theta\":500000.0}")
                .rope())
        .isEqualTo(llama3)
        .isEqualTo(
            ModelConfig.read(Goldens.folder("llama-tied-rope3").resolve("config.json")).rope());
    assertThat(
            config("LlamaForCausalLM", "\"rope_scaling\":{\"type\":\"linear\",\"factor\":2}")
                .rope())
        .isEqualTo(new Rope(10000, new RopeScaling.Linear(2)));
    assertThat(
            config(
                    "Qwen2ForCausalLM",
                    "\"rope_theta\":1000000.0,\"max_position_embeddings\":32768,\"rope_scaling\":"
                        + "{\"type\":\"yarn\",\"factor\":4.0,\"original_max_position_embeddings\":32768}")
                .rope())
        .isEqualTo(new Rope(1e6, new RopeScaling.Yarn(4, 32768, null, 32, 1, 0, 0, true)));
    assertThat(
            config(
                    "LlamaForCausalLM",
                    "\"max_position_embeddings\":512,\"rope_scaling\":{\"type\":\"dynamic\",\"factor\":2.0}")
                .rope())
        .isEqualTo(new Rope(10000, new RopeScaling.Dynamic(2, 512)));
    assertThat(config("MixtralForCausalLM", "").rope()).isEqualTo(Rope.of(1e6));
  }

  @Test
  void takesTheDefaultsOfEachArchitecture() {
    assertThat(config("LlamaForCausalLM", "").windows()).containsOnly(0);
    assertThat(config("MistralForCausalLM", "").windows()).containsOnly(4096);
    assertThat(config("MistralForCausalLM", "\"sliding_window\":null").windows()).containsOnly(0);
    assertThat(config("MistralForCausalLM", "\"sliding_window\":16").windows()).containsOnly(16);
    assertThat(config("Qwen2ForCausalLM", "\"sliding_window\":16").windows()).containsOnly(0);
    assertThat(
            config(
                    "Qwen2ForCausalLM",
                    "\"use_sliding_window\":true,\"sliding_window\":16,\"max_window_layers\":3")
                .windows())
        .containsExactly(0, 0, 0, 16);
    assertThat(
            config(
                    "Qwen3ForCausalLM",
                    "\"use_sliding_window\":true,\"sliding_window\":16,\"layer_types\":"
                        + "[\"sliding_attention\",\"full_attention\",\"full_attention\",\"sliding_attention\"]")
                .windows())
        .containsExactly(16, 0, 0, 16);
    assertThat(config("Qwen3ForCausalLM", "").headDim()).isEqualTo(128);
    assertThat(config("Qwen2ForCausalLM", "").attentionBias()).isTrue();
    assertThat(config("Qwen2ForCausalLM", "").outputBias()).isFalse();
    assertThat(config("LlamaForCausalLM", "\"attention_bias\":true").outputBias()).isTrue();
    assertThat(config("MixtralForCausalLM", "").experts()).isEqualTo(8);
    assertThat(ModelConfig.parse("{\"model_type\":\"gpt2\"}").maxPositions()).isEqualTo(1024);
  }

  @Test
  void readsEndTokensAsNumberOrList() {
    assertThat(config("LlamaForCausalLM", "\"eos_token_id\":2").eosTokenIds()).containsExactly(2);
    assertThat(config("LlamaForCausalLM", "\"eos_token_id\":[2,5]").eosTokenIds())
        .containsExactly(2, 5);
    assertThat(config("LlamaForCausalLM", "\"pad_token_id\":-1").padTokenId()).isNull();
  }

  @Test
  void refusesHeadsThatDoNotFit() {
    assertThatThrownBy(() -> config("LlamaForCausalLM", "\"num_key_value_heads\":3"))
        .hasMessageContaining("num_key_value_heads 3 does not divide the 8 heads");
    assertThatThrownBy(() -> config("LlamaForCausalLM", "\"quantization_config\":{\"bits\":4}"))
        .hasMessageContaining("quantised weights are not supported");
    assertThatThrownBy(() -> ModelConfig.parse("no json"))
        .hasMessageContaining("the model configuration is no JSON");
  }
}
