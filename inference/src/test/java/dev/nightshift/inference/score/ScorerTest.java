package dev.nightshift.inference.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.inference.Goldens;
import dev.nightshift.inference.LanguageModel;
import dev.nightshift.inference.TinyModels;
import dev.nightshift.inference.model.ModelConfig;
import dev.nightshift.inference.tensor.NamedTensors;
import dev.nightshift.schema.error.RequestException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ScorerTest {

  static List<String> goldenModels() {
    return Goldens.MODELS;
  }

  @ParameterizedTest
  @MethodSource("goldenModels")
  void logProbabilitiesAreThoseOfTheReference(String name) {
    try (LanguageModel model = LanguageModel.load(Goldens.folder(name))) {
      for (int i = 0; i < 2; i++) {
        double[] expected = Goldens.doubles(Goldens.of(name).get("row" + i + ".token_logprobs"));
        int[] row = Goldens.rows()[i];

        Score score =
            Scorer.of(model).score(List.of(ScoreRequest.ofTokens("row", new int[0], row))).get(0);

        assertThat(score.tokenIds()).hasSize(row.length - 1).hasSize(expected.length);
        for (int t = 0; t < expected.length; t++) {
          assertThat((double) score.logProbabilities().get(t))
              .isCloseTo(expected[t], within(1e-5 * Math.abs(expected[t])));
        }
        assertThat(score.sum()).isCloseTo(Arrays.stream(expected).sum(), within(1e-3));
      }
    }
  }

  @Test
  void bitsDoNotDependOnTheBatch() {
    ModelConfig config = TinyModels.llama(64);
    try (NamedTensors weights = TinyModels.weights(config)) {
      Scorer scorer = Scorer.of(TinyModels.model(config, weights));
      List<ScoreRequest> requests = new ArrayList<>();
      for (int i = 0; i < 17; i++) {
        int[] context = TinyModels.ids(1 + (i * 5) % 70, 200, i);
        int[] targets = TinyModels.ids(1 + (i * 11) % 90, 200, 100 + i);
        requests.add(ScoreRequest.ofTokens("row-" + i, context, targets));
      }
      List<Score> together = scorer.score(requests);
      List<ScoreRequest> reversed = new ArrayList<>(requests);
      Collections.reverse(reversed);
      List<Score> back = new ArrayList<>(scorer.score(reversed));
      Collections.reverse(back);
      assertThat(back).isEqualTo(together);
      for (int i = 0; i < requests.size(); i++) {
        assertThat(scorer.score(List.of(requests.get(i)))).containsExactly(together.get(i));
      }
    }
  }

  @Test
  void aLongTextIsScoredInWindows() {
    ModelConfig config = TinyModels.llama(16);
    try (NamedTensors weights = TinyModels.weights(config)) {
      Scorer scorer = Scorer.of(TinyModels.model(config, weights));
      int[] ids = TinyModels.ids(40, 200, 4);
      Score whole = scorer.score(List.of(ScoreRequest.ofTokens("t", new int[0], ids))).get(0);
      assertThat(whole.tokenIds()).hasSize(39);

      // The last window is full: its 7 targets stand behind the 16 tokens before the end.
      Score last =
          scorer
              .score(
                  List.of(
                      ScoreRequest.ofTokens(
                          "t", Arrays.copyOfRange(ids, 23, 33), Arrays.copyOfRange(ids, 33, 40))))
              .get(0);
      assertThat(whole.logProbabilities().subList(32, 39)).isEqualTo(last.logProbabilities());
    }
  }

  @Test
  void windowsScoreEachTokenOnce() {
    assertThat(Window.of(11, 1, 4))
        .containsExactly(new Window(0, 4, 1), new Window(4, 8, 5), new Window(6, 10, 9));
    assertThat(Window.of(5, 1, 4)).containsExactly(new Window(0, 4, 1));
    assertThat(Window.of(10, 8, 4)).containsExactly(new Window(5, 9, 8));
    assertThat(Window.of(10, 3, 4)).containsExactly(new Window(2, 6, 3), new Window(5, 9, 7));
    assertThat(Window.of(1, 1, 4)).isEmpty();
  }

  @Test
  void aForeignTokenIsRefused() {
    ModelConfig config = TinyModels.llama(16);
    try (NamedTensors weights = TinyModels.weights(config)) {
      Scorer scorer = Scorer.of(TinyModels.model(config, weights));
      assertThatThrownBy(
              () ->
                  scorer.score(List.of(ScoreRequest.ofTokens("x", new int[] {1}, new int[] {200}))))
          .isInstanceOf(RequestException.class)
          .hasMessage(
              "request x: token id 200 is outside the vocabulary of 200. "
                  + "Use the tokenizer that belongs to the model.");
      assertThatThrownBy(() -> scorer.score(List.of(ScoreRequest.ofText("y", "text"))))
          .isInstanceOf(RequestException.class)
          .hasMessageContaining("the model has no tokenizer.json");
    }
  }
}
