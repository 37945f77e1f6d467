package dev.nightshift.inference.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.nightshift.inference.checkpoint.Checkpoint;
import dev.nightshift.inference.checkpoint.CheckpointWriter;
import dev.nightshift.inference.forward.Decoder;
import dev.nightshift.inference.forward.ForwardInput;
import dev.nightshift.inference.model.Head;
import dev.nightshift.inference.tensor.TensorIo;
import dev.nightshift.inference.tokenizer.Tokenizer;
import dev.nightshift.schema.error.RequestException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProcessRewardModelTest {

  private static final int ONE = WordTokenizer.id("one");
  private static final int TWO = WordTokenizer.id("two");
  private static final int END = WordTokenizer.id(";");

  @TempDir private Path temporary;

  /** The share of the second label at the separator after each step, by hand. */
  @ParameterizedTest
  @ValueSource(strings = {"llama", "gpt2"})
  void aStepIsScoredAtItsSeparator(String golden) throws IOException {
    Path folder = write(golden);
    int[] row = {ONE, TWO, TWO, END, ONE, END};
    double[] logits = control(folder, golden.equals("gpt2") ? "classifier" : "score", row);
    try (ProcessRewardModel model = ProcessRewardModel.load(folder)) {
      List<double[]> scores =
          model.score(List.of("one", "one"), List.of(List.of("two two", "one"), List.of("two")));
      assertThat(scores.get(0)).hasSize(2);
      assertThat(scores.get(1)).hasSize(1);
      for (int step = 0; step < 2; step++) {
        int at = step == 0 ? 3 : 5;
        double wrong = Math.exp(logits[2 * at]);
        double right = Math.exp(logits[2 * at + 1]);
        assertThat(scores.get(0)[step]).isCloseTo(right / (wrong + right), within(1e-5));
      }
      assertThat(model.score(List.of("one"), List.of(List.of("two two", "one"))).get(0))
          .isEqualTo(scores.get(0));
      assertThatThrownBy(() -> model.score(List.of("one"), List.of(List.of("two", " "))))
          .isInstanceOf(RequestException.class)
          .hasMessage("row 0: a step is empty. Leave it out.");
    }
  }

  @Test
  void stepsThatDoNotFitLoseTheirEnd() throws IOException {
    Path folder = WordTokenizer.write(temporary.resolve("tokenizer"), true);
    try (Tokenizer tokenizer = Tokenizer.load(folder)) {
      List<String> steps = List.of("one two", "two");
      StepTokens whole = StepTokens.of(tokenizer, 2, "one", steps, ";", 100);
      assertThat(whole.ids()).containsExactly(ONE, ONE, TWO, END, TWO, END);
      assertThat(whole.ends()).containsExactly(3, 5);
      // The prompt goes first, then the last step.
      StepTokens less = StepTokens.of(tokenizer, 2, "one one", steps, ";", 6);
      assertThat(less.ids()).containsExactly(ONE, ONE, TWO, END, TWO, END);
      assertThat(less.ends()).containsExactly(3, 5);
      StepTokens least = StepTokens.of(tokenizer, 2, "one one", steps, ";", 5);
      assertThat(least.ids()).containsExactly(ONE, ONE, TWO, END, TWO);
      assertThat(least.ends()).containsExactly(3);
      StepTokens without = StepTokens.of(tokenizer, 2, "one", steps, "", 100);
      assertThat(without.ids()).containsExactly(ONE, ONE, TWO, TWO);
      assertThat(without.ends()).containsExactly(2, 3);
    }
  }

  @Test
  void theSeparatorIsALineFeedUnlessTheModelSaysOtherwise() throws IOException {
    Path folder = write("llama");
    try (Checkpoint checkpoint = Checkpoint.read(folder)) {
      assertThat(ProcessRewardModel.separator(checkpoint.config())).isEqualTo(";");
    }
    Path plain = RewardFolders.write(temporary, "llama", Head.STEPS, 3, "plain");
    try (Checkpoint checkpoint = Checkpoint.read(plain)) {
      assertThat(ProcessRewardModel.separator(checkpoint.config())).isEqualTo("\n");
    }
  }

  /** Scores of both labels at each position, [T · 2]. */
  private static double[] control(Path folder, String head, int[] row) {
    try (Checkpoint checkpoint = Checkpoint.read(folder);
        PointerScope scope = new PointerScope();
        NoGradGuard noGrad = new NoGradGuard()) {
      Tensor hidden =
          Decoder.forward(
                  checkpoint.config(),
                  checkpoint.weights().asMap(),
                  ForwardInput.ofIds(TensorIo.ids(row, 1, row.length)))
              .hidden();
      double[] states = TensorIo.toDoubles(hidden);
      double[] matrix = TensorIo.toDoubles(checkpoint.weights().get(head + ".weight"));
      double[] bias = TensorIo.toDoubles(checkpoint.weights().get(head + ".bias"));
      int width = checkpoint.config().hiddenSize();
      double[] logits = new double[2 * row.length];
      for (int i = 0; i < logits.length; i++) {
        logits[i] = bias[i % 2];
        for (int d = 0; d < width; d++) {
          logits[i] += states[i / 2 * width + d] * matrix[i % 2 * width + d];
        }
      }
      return logits;
    }
  }

  /** A model with a bias that is not zero and its own separator. */
  private Path write(String golden) throws IOException {
    Path fresh = RewardFolders.write(temporary, golden, Head.STEPS, 3, golden + ".fresh");
    Path folder = temporary.resolve(golden);
    try (Checkpoint checkpoint = Checkpoint.read(fresh);
        PointerScope scope = new PointerScope();
        NoGradGuard noGrad = new NoGradGuard()) {
      String bias = Decoder.headModule(checkpoint.config()) + ".bias";
      checkpoint.weights().get(bias).copy_(TensorIo.floats(new float[] {.3f, -.4f}));
      CheckpointWriter.write(
          folder,
          checkpoint.config().with(ProcessRewardModel.SEPARATOR, TextNode.valueOf(";")),
          checkpoint.weights().asMap(),
          fresh);
    }
    return folder;
  }
}
