package dev.nightshift.inference.forward;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nightshift.inference.Goldens;
import dev.nightshift.inference.checkpoint.Checkpoint;
import dev.nightshift.inference.model.ModelConfig;
import dev.nightshift.inference.tensor.TensorIo;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Six decoders against an independent implementation (transformers 5.18.0 on CPU, eager attention).
 * The tolerances are those that the reference states. Prints the largest differences seen.
 */
class GoldensTest {

  private static final double LOG_PROBABILITIES = 1e-5;
  private static final double LOGITS = 2e-5;
  private static final double GRADIENT_NORMS = 1e-4;

  private static final Map<String, String> TABLE = new TreeMap<>();

  static String[][] cases() {
    return Goldens.MODELS.stream()
        .flatMap(
            model ->
                Arrays.stream(AttentionKernel.values())
                    .map(kernel -> new String[] {model, kernel.name()}))
        .toArray(String[][]::new);
  }

  @AfterAll
  static void printTable() {
    System.out.println(
        "| model, kernel | log-probabilities (relative) | logits (absolute) | losses (relative) | gradient norms (relative) |");
    System.out.println("|---|---|---|---|---|");
    TABLE.values().forEach(System.out::println);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void computesWhatTheReferenceComputes(String model, String kernelName) {
    AttentionKernel kernel = AttentionKernel.valueOf(kernelName);
    JsonNode golden = Goldens.of(model);
    int[][] rows = Goldens.rows();
    try (Checkpoint checkpoint = Checkpoint.read(Goldens.folder(model));
        PointerScope scope = new PointerScope()) {
      ModelConfig config = checkpoint.config();
      Map<String, Tensor> weights = checkpoint.weights().asMap();
      weights.values().forEach(w -> w.requires_grad_(true));
      double worstLogProbability = 0;
      double worstLogit = 0;
      Tensor total = torch.zeros(1);
      Tensor answerTotal = torch.zeros(1);
      int targets = 0;
      int answerTargets = 0;
      for (int i = 0; i < rows.length; i++) {
        int[] row = rows[i];
        Tensor logits = logits(config, weights, row, kernel);
        Tensor logProbabilities = nextTokenLogProbabilities(logits, row);
        double[] expected = Goldens.doubles(golden.get("row" + i + ".token_logprobs"));
        double[] actual = TensorIo.toDoubles(logProbabilities);
        assertThat(actual).hasSameSizeAs(expected);
        for (int t = 0; t < expected.length; t++) {
          worstLogProbability = Math.max(worstLogProbability, relative(actual[t], expected[t]));
        }
        double[] last = Goldens.doubles(golden.get("row" + i + ".last_logits"));
        double[] lastActual = TensorIo.toDoubles(logits.select(1, row.length - 1));
        for (int v = 0; v < last.length; v++) {
          worstLogit = Math.max(worstLogit, Math.abs(last[v] - lastActual[v]));
        }
        total = total.sub(logProbabilities.sum());
        targets += row.length - 1;
        int answer = row.length - 11;
        answerTotal = answerTotal.sub(logProbabilities.narrow(0, 10, answer).sum());
        answerTargets += answer;
      }
      Tensor loss = total.div(new Scalar((double) targets));
      double answerLoss = answerTotal.item_double() / answerTargets;
      double lossDifference =
          Math.max(
              relative(loss.item_double(), golden.get("loss").doubleValue()),
              relative(answerLoss, golden.get("answer_only_loss").doubleValue()));
      loss.backward();
      double worstGradient = worstGradient(golden.get("grad_norms"), weights);
      TABLE.put(
          model + kernel,
          String.format(
              "| %s, %s | %.1e | %.1e | %.1e | %.1e |",
              model, kernel, worstLogProbability, worstLogit, lossDifference, worstGradient));
      assertThat(worstLogProbability).isLessThan(LOG_PROBABILITIES);
      assertThat(worstLogit).isLessThan(LOGITS);
      assertThat(lossDifference).isLessThan(LOG_PROBABILITIES);
      assertThat(worstGradient).isLessThan(GRADIENT_NORMS);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void continuesGreedilyLikeTheReference(String model, String kernelName) {
    AttentionKernel kernel = AttentionKernel.valueOf(kernelName);
    int[] prompt = Goldens.ints(Goldens.all().get("prompt"));
    int[] expected = Goldens.ints(Goldens.of(model).get("greedy20"));
    try (Checkpoint checkpoint = Checkpoint.read(Goldens.folder(model));
        NoGradGuard noGrad = new NoGradGuard();
        PointerScope scope = new PointerScope()) {
      int[] ids = prompt;
      for (int step = 0; step < expected.length; step++) {
        Tensor logits = logits(checkpoint.config(), checkpoint.weights().asMap(), ids, kernel);
        int next = (int) TensorIo.toLongs(logits.select(1, ids.length - 1).argmax())[0];
        ids = Arrays.copyOf(ids, ids.length + 1);
        ids[ids.length - 1] = next;
      }
      assertThat(Arrays.copyOfRange(ids, prompt.length, ids.length)).isEqualTo(expected);
    }
  }

  private static double worstGradient(JsonNode norms, Map<String, Tensor> weights) {
    assertThat(norms.size()).isPositive();
    double worst = 0;
    for (var fields = norms.fields(); fields.hasNext(); ) {
      var field = fields.next();
      double squares = 0;
      int matched = 0;
      for (Map.Entry<String, Tensor> weight : weights.entrySet()) {
        if (referenceName(weight.getKey()).equals(field.getKey())) {
          double norm = weight.getValue().grad().norm().item_double();
          squares += norm * norm;
          matched++;
        }
      }
      assertThat(matched).as(field.getKey()).isPositive();
      worst = Math.max(worst, relative(Math.sqrt(squares), field.getValue().doubleValue()));
    }
    return worst;
  }

  /** The reference holds all experts of a layer in two tensors, files hold three per expert. */
  private static String referenceName(String name) {
    return name.replace("block_sparse_moe", "mlp")
        .replaceAll("experts\\.\\d+\\.w[13]\\.weight", "experts.gate_up_proj")
        .replaceAll("experts\\.\\d+\\.w2\\.weight", "experts.down_proj");
  }

  private static Tensor logits(
      ModelConfig config, Map<String, Tensor> weights, int[] ids, AttentionKernel kernel) {
    ForwardInput input = ForwardInput.ofIds(TensorIo.ids(ids, 1, ids.length)).withKernel(kernel);
    return Decoder.logits(config, weights, Decoder.forward(config, weights, input).hidden());
  }

  private static Tensor nextTokenLogProbabilities(Tensor logits, int[] row) {
    Tensor targets = TensorIo.ids(Arrays.copyOfRange(row, 1, row.length), row.length - 1, 1);
    return torch
        .log_softmax(logits.select(0, 0).narrow(0, 0, row.length - 1), -1)
        .gather(1, targets)
        .squeeze(1);
  }

  private static double relative(double actual, double expected) {
    return Math.abs(actual - expected) / Math.abs(expected);
  }
}
