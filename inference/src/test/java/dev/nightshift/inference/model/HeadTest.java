package dev.nightshift.inference.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.inference.Goldens;
import dev.nightshift.inference.forward.Decoder;
import dev.nightshift.inference.plan.ModelCost;
import dev.nightshift.schema.error.RequestException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeadTest {

  private static ModelConfig golden(String name) {
    return ModelConfig.read(Goldens.folder(name).resolve("config.json"));
  }

  private static ModelConfig parsed(String architecture, String more) {
    return ModelConfig.parse(
        "{\"architectures\":[\""
            + architecture
            + "\"],\"vocab_size\":100,\"hidden_size\":64,\"num_hidden_layers\":1,"
            + "\"num_attention_heads\":8,\"num_key_value_heads\":2,\"intermediate_size\":128"
            + more
            + "}");
  }

  @ParameterizedTest
  @CsvSource({
    "llama, Llama, score",
    "llama-tied-rope3, Llama, score",
    "qwen2, Qwen2, score",
    "qwen3, Qwen3, score",
    "mixtral, Mixtral, score",
    "gpt2, GPT2, classifier"
  })
  void aHeadHasTransformersNamesAndShapes(String name, String family, String ofTokens) {
    ModelConfig model = golden(name);
    assertThat(model.head()).isEqualTo(Head.LANGUAGE_MODEL);
    long width = model.hiddenSize();

    ModelConfig reward = model.withHead(Head.REWARD);
    assertThat(reward.toJson()).contains('"' + family + "ForSequenceClassification\"");
    assertThat(ModelConfig.parse(reward.toJson()).head()).isEqualTo(Head.REWARD);
    assertThat(Decoder.parameterShapes(reward))
        .containsEntry("score.weight", new long[] {1, width})
        .doesNotContainKeys("score.bias", "lm_head.weight");

    ModelConfig steps = model.withHead(Head.STEPS);
    assertThat(steps.toJson()).contains('"' + family + "ForTokenClassification\"");
    assertThat(ModelConfig.parse(steps.toJson()).head()).isEqualTo(Head.STEPS);
    assertThat(Decoder.parameterShapes(steps))
        .containsEntry(ofTokens + ".weight", new long[] {2, width})
        .containsEntry(ofTokens + ".bias", new long[] {2});

    List<String> body = new ArrayList<>(Decoder.parameterShapes(model).keySet());
    body.remove("lm_head.weight");
    assertThat(Decoder.parameterShapes(reward).keySet()).containsAll(body).hasSize(body.size() + 1);
    assertThat(reward.withHead(Head.LANGUAGE_MODEL).withHead(Head.REWARD)).isEqualTo(reward);
  }

  @Test
  void labelsAreCountedAsTransformersCountsThem() {
    String name = "LlamaForSequenceClassification";
    assertThat(parsed(name, "").head().labels()).isEqualTo(2);
    assertThat(parsed(name, ",\"num_labels\":1").head()).isEqualTo(Head.REWARD);
    assertThat(parsed(name, ",\"id2label\":{\"0\":\"LABEL_0\"}").head()).isEqualTo(Head.REWARD);
    assertThat(parsed(name, ",\"id2label\":{\"0\":\"a\",\"1\":\"b\",\"2\":\"c\"}").head().labels())
        .isEqualTo(3);
    assertThatThrownBy(
            () -> parsed(name, ",\"num_labels\":1,\"id2label\":{\"0\":\"a\",\"1\":\"b\"}"))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("num_labels is 1 and id2label names 2");
    assertThatThrownBy(() -> parsed(name, ",\"id2label\":[]"))
        .hasMessageContaining("id2label is []");
  }

  @ParameterizedTest
  @ValueSource(strings = {"MistralForSequenceClassification", "MistralForTokenClassification"})
  void aHeadOfLabelsGivesNoNextToken(String name) {
    assertThatThrownBy(() -> parsed(name, "").requireLanguageModel("the model"))
        .isInstanceOf(RequestException.class)
        .hasMessage(
            "the model: the model is a "
                + name
                + ": it scores texts and gives no next token. Use a MistralForCausalLM here.");
  }

  /** A tied table is a look-up only once the head is another one. */
  @Test
  void theCostOfATiedModelWithoutItsHead() {
    ModelConfig tied = golden("llama-tied-rope3");
    long table = (long) tied.vocabSize() * tied.hiddenSize();
    ModelCost before = ModelCost.of(tied, 1);
    ModelCost after = ModelCost.of(tied.withHead(Head.REWARD), 1);
    assertThat(after.total()).isEqualTo(before.total() + tied.hiddenSize());
    assertThat(after.products()).isEqualTo(before.products() - table + tied.hiddenSize());
  }
}
