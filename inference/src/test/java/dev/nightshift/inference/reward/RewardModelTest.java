package dev.nightshift.inference.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.inference.Goldens;
import dev.nightshift.inference.LanguageModel;
import dev.nightshift.inference.checkpoint.Checkpoint;
import dev.nightshift.inference.checkpoint.CheckpointWriter;
import dev.nightshift.inference.checkpoint.WriteOptions;
import dev.nightshift.inference.digest.ModelDigest;
import dev.nightshift.inference.export.HuggingFaceExporter;
import dev.nightshift.inference.forward.Decoder;
import dev.nightshift.inference.forward.ForwardInput;
import dev.nightshift.inference.generate.GenerationRequest;
import dev.nightshift.inference.generate.GenerationSettings;
import dev.nightshift.inference.generate.Generator;
import dev.nightshift.inference.model.Head;
import dev.nightshift.inference.score.ScoreRequest;
import dev.nightshift.inference.score.Scorer;
import dev.nightshift.inference.tensor.TensorIo;
import dev.nightshift.schema.error.RequestException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RewardModelTest {

  @TempDir private Path temporary;

  static Stream<String> models() {
    return Goldens.MODELS.stream();
  }

  /**
   * The control computes a batch with padding on the right and reads the last token that is not
   * padding, as transformers does. With the end of a text as padding that is the token before it.
   */
  @ParameterizedTest
  @MethodSource("models")
  void aScoreIsReadAtTheLastTokenThatIsNoPadding(String name) throws IOException {
    int one = WordTokenizer.id("one");
    int two = WordTokenizer.id("two");
    int three = WordTokenizer.id("three");
    int[] row = {one, two, three, WordTokenizer.END};
    for (int padding : new int[] {WordTokenizer.PADDING, WordTokenizer.END}) {
      Path folder = write(name, Head.REWARD, padding, name + padding);
      int position = padding == WordTokenizer.END ? 2 : 3;
      double expected = control(folder, row, padding, position);
      try (RewardModel model = RewardModel.load(folder)) {
        double[] scores = model.score(List.of("one two"), List.of("three"));
        assertThat(scores[0]).isCloseTo(expected, within(2e-5));
        assertThat(control(folder, row, padding, 1)).isNotCloseTo(expected, within(1e-3));
      }
    }
  }

  private static double control(Path folder, int[] row, int padding, int position) {
    long[] batch = new long[16];
    java.util.Arrays.fill(batch, padding);
    for (int i = 0; i < row.length; i++) {
      batch[i] = row[i];
      batch[8 + i] = row[row.length - 1 - i];
    }
    try (Checkpoint checkpoint = Checkpoint.read(folder);
        PointerScope scope = new PointerScope();
        NoGradGuard noGrad = new NoGradGuard()) {
      Map<String, Tensor> weights = checkpoint.weights().asMap();
      Tensor hidden =
          Decoder.forward(
                  checkpoint.config(), weights, ForwardInput.ofIds(TensorIo.longs(batch, 2, 8)))
              .hidden();
      double[] state = TensorIo.toDoubles(hidden.select(0, 0).select(0, position));
      double[] head = TensorIo.toDoubles(weights.get("score.weight"));
      double sum = 0;
      for (int i = 0; i < state.length; i++) {
        sum += state[i] * head[i];
      }
      return sum;
    }
  }

  @Test
  void bitsDoNotDependOnTheBatch() throws IOException {
    Path folder = write("llama", Head.REWARD, WordTokenizer.PADDING, "model");
    List<String> prompts = new ArrayList<>();
    List<String> answers = new ArrayList<>();
    for (int i = 0; i < 11; i++) {
      prompts.add("one " + "two ".repeat(i % 5) + "three");
      answers.add("four " + "five ".repeat((i * 7) % 11));
    }
    try (RewardModel model = RewardModel.load(folder)) {
      double[] together = model.score(prompts, answers);
      Collections.reverse(prompts);
      Collections.reverse(answers);
      double[] back = model.score(prompts, answers);
      for (int i = 0; i < together.length; i++) {
        assertThat(back[together.length - 1 - i]).isEqualTo(together[i]);
        assertThat(model.score(prompts.subList(i, i + 1), answers.subList(i, i + 1)))
            .containsExactly(back[i]);
      }
      assertThat(together).doesNotHaveDuplicates();
      assertThatThrownBy(() -> model.score(prompts, answers.subList(0, 2)))
          .hasMessage("11 prompts have 2 completions");
    }
  }

  @Test
  void anExportedModelScoresTheSame() throws IOException {
    Path folder = write("qwen2", Head.REWARD, WordTokenizer.PADDING, "model");
    Path copy = temporary.resolve("copy");
    ModelDigest digest =
        HuggingFaceExporter.export(
            folder, null, copy, WriteOptions.DEFAULT.withMaxShardBytes(20_000));
    assertThat(digest).isEqualTo(ModelDigest.of(folder));
    try (RewardModel one = RewardModel.load(folder);
        RewardModel other = RewardModel.load(copy)) {
      assertThat(other.score(List.of("one"), List.of("two three")))
          .isEqualTo(one.score(List.of("one"), List.of("two three")));
    }
    assertThat(Files.readString(copy.resolve("config.json")))
        .contains("Qwen2ForSequenceClassification", "\"LABEL_0\"", "\"num_labels\" : 1");
  }

  @Test
  void everyWrongWeightIsNamed() throws IOException {
    Path folder = write("llama", Head.REWARD, WordTokenizer.PADDING, "model");
    Path wrong = temporary.resolve("wrong");
    try (Checkpoint checkpoint = Checkpoint.read(folder)) {
      Map<String, Tensor> weights = new LinkedHashMap<>(checkpoint.weights().asMap());
      weights.put("score.bias", weights.remove("score.weight"));
      weights.put("lm_head.weight", weights.get("model.embed_tokens.weight"));
      CheckpointWriter.write(wrong, checkpoint.config(), weights, folder);
    }
    assertThatThrownBy(() -> RewardModel.load(wrong))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("the weight score.weight [1, 48] is missing")
        .hasMessageContaining("the weight score.bias is unexpected")
        .hasMessageContaining("the weight lm_head.weight is unexpected");
  }

  @Test
  void gpt2KeepsTheNamesOfItsHeads() throws IOException {
    for (Head head : List.of(Head.REWARD, Head.STEPS)) {
      Path folder = write("gpt2", head, WordTokenizer.PADDING, "gpt2" + head.labels());
      Path published = temporary.resolve("published" + head.labels());
      try (Checkpoint checkpoint = Checkpoint.read(folder)) {
        assertThat(checkpoint.weights().names())
            .contains(head == Head.REWARD ? "score.weight" : "classifier.bias")
            .doesNotContain("lm_head.weight");
        Map<String, Tensor> weights = new LinkedHashMap<>();
        checkpoint
            .weights()
            .asMap()
            .forEach((name, tensor) -> weights.put(name.replace("transformer.", ""), tensor));
        CheckpointWriter.write(published, checkpoint.config(), weights, folder);
      }
      assertThat(ModelDigest.of(published)).isEqualTo(ModelDigest.of(folder));
    }
  }

  @Test
  void aModelOfAnotherKindIsRefused() throws IOException {
    Path reward = write("llama", Head.REWARD, WordTokenizer.PADDING, "reward");
    try (LanguageModel model = LanguageModel.load(reward)) {
      String message =
          "the model is a LlamaForSequenceClassification: it scores texts and gives no next token."
              + " Use a LlamaForCausalLM here.";
      assertThatThrownBy(
              () ->
                  Generator.generate(
                      model,
                      List.of(GenerationRequest.ofText("a", "one")),
                      GenerationSettings.greedy(4)))
          .isInstanceOf(RequestException.class)
          .hasMessageContaining(message);
      assertThatThrownBy(() -> Scorer.of(model).score(List.of(ScoreRequest.ofText("a", "one"))))
          .hasMessageContaining(message);
    }
    assertThatThrownBy(() -> RewardModel.load(Goldens.folder("llama")))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("the model is a LlamaForCausalLM and no reward model")
        .hasMessageContaining("Name a LlamaForSequenceClassification with 1 label");
    assertThatThrownBy(() -> ProcessRewardModel.load(reward))
        .hasMessageContaining("the model is a LlamaForSequenceClassification with 1 label and no process");
  }

  @Test
  void firstRewardsHaveADeviationOfAboutOne() throws IOException {
    Path folder = write("llama", Head.REWARD, WordTokenizer.PADDING, "model");
    try (Checkpoint checkpoint = Checkpoint.read(folder)) {
      double[] head = TensorIo.toDoubles(checkpoint.weights().get("score.weight"));
      double squares = 0;
      for (double value : head) {
        squares += value * value;
      }
      // 48 draws of variance 1/49: their squares sum to 48/49 with a deviation of √(2·48)/49.
      assertThat(squares).isCloseTo(48.0 / 49, within(4 * Math.sqrt(96) / 49));
    }
  }

  @Test
  void theEndIsCutOnlyWhereItIsPadding() {
    assertThat(RewardTokens.upToScored(new int[] {5, 6, 2}, null)).containsExactly(5, 6, 2);
    assertThat(RewardTokens.upToScored(new int[] {5, 6, 2}, 2)).containsExactly(5, 6);
    assertThat(RewardTokens.upToScored(new int[] {5, 2, 6, 2, 2}, 2)).containsExactly(5, 2, 6);
    assertThat(RewardTokens.upToScored(new int[] {2, 2}, 2)).containsExactly(2);
    assertThat(RewardTokens.upToScored(new int[0], 2)).isEmpty();
  }

  private Path write(String golden, Head head, int padding, String name) throws IOException {
    return RewardFolders.write(temporary, golden, head, padding, name);
  }
}
