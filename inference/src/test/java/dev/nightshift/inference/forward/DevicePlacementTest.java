package dev.nightshift.inference.forward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.inference.model.ModelConfig;
import dev.nightshift.inference.tensor.NamedTensors;
import dev.nightshift.inference.tensor.TensorIo;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The forward pass makes all its tensors on the device of the weights: on the device {@code meta},
 * which holds shapes only, any tensor of the CPU among them would be refused, as on a GPU. (Table
 * look-ups and the fused attention have no kernel there: embeddings are given, attention is
 * explicit.)
 */
class DevicePlacementTest {

  enum Kind {
    LLAMA(
        """
        {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "vocab_size": 64,
         "hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4,
         "num_key_value_heads": 2, "intermediate_size": 48, "max_position_embeddings": 64,
         "rms_norm_eps": 1e-6, "rope_theta": 10000.0, "hidden_act": "silu",
         "tie_word_embeddings": true}
        """),
    MISTRAL_WITH_WINDOW(
        """
        {"architectures": ["MistralForCausalLM"], "model_type": "mistral", "vocab_size": 64,
         "hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4,
         "num_key_value_heads": 2, "intermediate_size": 48, "max_position_embeddings": 64,
         "rms_norm_eps": 1e-6, "rope_theta": 10000.0, "hidden_act": "silu", "sliding_window": 4,
         "tie_word_embeddings": false}
        """);

    final String json;

    Kind(String json) {
      this.json = json;
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void nothingIsLeftOnTheCpu(Kind kind) {
    ModelConfig config = ModelConfig.parse(kind.json);
    Device meta = new Device("meta");
    try (PointerScope scope = new PointerScope();
        NamedTensors weights = Decoder.initialize(config, 1)) {
      Map<String, Tensor> there = new LinkedHashMap<>();
      weights.asMap().forEach((name, tensor) -> there.put(name, tensor.to(meta, ScalarType.Float)));
      Tensor embeddings = TensorIo.floats(new float[2 * 8 * 32], 2, 8, 32);
      ForwardInput input =
          ForwardInput.ofEmbeddings(embeddings.to(meta, ScalarType.Float))
              .withKernel(AttentionKernel.EXPLICIT);
      Tensor hidden = Decoder.forward(config, there, input).hidden();
      Tensor logits = Decoder.logits(config, there, hidden);
      assertThat(TensorIo.shape(logits)).containsExactly(2, 8, 64);
      assertThat(logits.is_meta()).isTrue();
    }
  }
}
