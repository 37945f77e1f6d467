package dev.nightshift.inference.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nightshift.inference.Goldens;
import dev.nightshift.inference.checkpoint.Checkpoint;
import dev.nightshift.inference.model.ModelConfig;
import dev.nightshift.inference.tensor.NamedTensors;
import dev.nightshift.inference.tensor.TensorIo;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the seams of the forward pass promise, on every architecture. */
class DecoderTest {

  private static final double SAME = 2e-5;

  static Stream<String> models() {
    return Goldens.MODELS.stream();
  }

  @ParameterizedTest
  @MethodSource("models")
  void aCacheChangesNothing(String model) {
    int[] row = Goldens.rows()[0];
    with(
        model,
        (config, weights) -> {
          for (AttentionKernel kernel : AttentionKernel.values()) {
            float[] whole = hidden(config, weights, ids(row).withKernel(kernel));
            try (KeyValueCache allocated =
                KeyValueCache.allocate(config, 1, row.length, torch.ScalarType.Float)) {
              for (KeyValueCache start : new KeyValueCache[] {KeyValueCache.empty(), allocated}) {
                float[] pieces = new float[whole.length];
                KeyValueCache cache = start;
                int[] cuts = {0, 7, 8, 15, row.length};
                for (int i = 1; i < cuts.length; i++) {
                  int[] part = Arrays.copyOfRange(row, cuts[i - 1], cuts[i]);
                  ForwardOutput out =
                      Decoder.forward(
                          config, weights, ids(part).withKernel(kernel).withCache(cache));
                  cache = out.cache();
                  float[] values = TensorIo.toFloats(out.hidden());
                  System.arraycopy(
                      values, 0, pieces, cuts[i - 1] * config.hiddenSize(), values.length);
                }
                assertThat(cache.length()).isEqualTo(row.length);
                assertThat(worst(whole, pieces)).isLessThan(SAME);
              }
            }
          }
        });
  }

  @ParameterizedTest
  @MethodSource("models")
  void leftPaddingUnderAMaskChangesNothing(String model) {
    int[] row = Goldens.rows()[1];
    int pad = 5;
    int length = row.length + pad;
    with(
        model,
        (config, weights) -> {
          int[] padded = new int[length];
          long[] positions = new long[length];
          System.arraycopy(row, 0, padded, pad, row.length);
          boolean[] mask = new boolean[length * length];
          for (int q = 0; q < length; q++) {
            positions[q] = Math.max(0, q - pad);
            for (int k = 0; k <= q; k++) {
              mask[q * length + k] = k >= pad || k == q;
            }
          }
          float[] plain = hidden(config, weights, ids(row));
          for (AttentionKernel kernel : AttentionKernel.values()) {
            float[] all =
                hidden(
                    config,
                    weights,
                    ids(padded)
                        .withKernel(kernel)
                        .withPositions(TensorIo.longs(positions, 1, length))
                        .withAttentionMask(TensorIo.booleans(mask, length, length)));
            float[] seen = Arrays.copyOfRange(all, pad * config.hiddenSize(), all.length);
            assertThat(worst(plain, seen)).isLessThan(SAME);
          }
        });
  }

  @Test
  void packedDocumentsDoNotSeeOneAnother() {
    int[] a = Goldens.rows()[0];
    int[] b = Goldens.rows()[1];
    int length = a.length + b.length;
    with(
        "llama",
        (config, weights) -> {
          int[] packed = Arrays.copyOf(a, length);
          System.arraycopy(b, 0, packed, a.length, b.length);
          long[] positions = new long[length];
          float[] mask = new float[length * length];
          for (int q = 0; q < length; q++) {
            positions[q] = q < a.length ? q : q - a.length;
            for (int k = 0; k < length; k++) {
              boolean same = (q < a.length) == (k < a.length);
              mask[q * length + k] = same && k <= q ? 0 : Float.NEGATIVE_INFINITY;
            }
          }
          for (AttentionKernel kernel : AttentionKernel.values()) {
            float[] both =
                hidden(
                    config,
                    weights,
                    ids(packed)
                        .withKernel(kernel)
                        .withPositions(TensorIo.longs(positions, 1, length))
                        .withAttentionMask(TensorIo.floats(mask, 1, 1, length, length)));
            int cut = a.length * config.hiddenSize();
            assertThat(worst(hidden(config, weights, ids(a)), Arrays.copyOf(both, cut)))
                .isLessThan(SAME);
            assertThat(
                    worst(
                        hidden(config, weights, ids(b)),
                        Arrays.copyOfRange(both, cut, both.length)))
                .isLessThan(SAME);
          }
        });
  }

  @Test
  void aWindowHidesWhatLiesFurtherBack() {
    with(
        "llama",
        (config, weights) -> {
          ObjectNode json = config.source();
          json.putArray("architectures").add("MistralForCausalLM");
          json.put("sliding_window", 4);
          ModelConfig windowed = ModelConfig.parse(json.toString());
          int[] row = Goldens.rows()[0];
          boolean[] mask = new boolean[row.length * row.length];
          for (int q = 0; q < row.length; q++) {
            for (int k = Math.max(0, q - 3); k <= q; k++) {
              mask[q * row.length + k] = true;
            }
          }
          float[] expected =
              hidden(
                  config,
                  weights,
                  ids(row).withAttentionMask(TensorIo.booleans(mask, row.length, row.length)));
          for (AttentionKernel kernel : AttentionKernel.values()) {
            assertThat(worst(expected, hidden(windowed, weights, ids(row).withKernel(kernel))))
                .isLessThan(SAME);
            KeyValueCache cache = KeyValueCache.empty();
            float[] last = {};
            for (int id : row) {
              ForwardOutput out =
                  Decoder.forward(
                      windowed, weights, ids(new int[] {id}).withKernel(kernel).withCache(cache));
              cache = out.cache();
              last = TensorIo.toFloats(out.hidden());
            }
            assertThat(
                    worst(
                        last, Arrays.copyOfRange(expected, expected.length - 48, expected.length)))
                .isLessThan(SAME);
          }
          assertThat(worst(expected, hidden(config, weights, ids(row)))).isGreaterThan(1e-3);
        });
  }

  @ParameterizedTest
  @MethodSource("models")
  void embeddingsAndPrefixesStandForIds(String model) {
    int[] row = Goldens.rows()[0];
    with(
        model,
        (config, weights) -> {
          Tensor table = weights.get(ParameterNames.embedding(config));
          Tensor embedded = torch.embedding(table, TensorIo.ids(row, 1, row.length));
          float[] plain = hidden(config, weights, ids(row));
          assertThat(hidden(config, weights, ForwardInput.ofEmbeddings(embedded))).isEqualTo(plain);
          ForwardInput split =
              ids(Arrays.copyOfRange(row, 9, row.length)).withPrefix(embedded.narrow(1, 0, 9));
          assertThat(hidden(config, weights, split)).isEqualTo(plain);
        });
  }

  @ParameterizedTest
  @MethodSource("models")
  void givesHiddenStatesAndAttentions(String model) {
    int[] row = Goldens.rows()[0];
    with(
        model,
        (config, weights) -> {
          ForwardOutput out =
              Decoder.forward(config, weights, ids(row).withHiddenStates().withAttentions());
          assertThat(out.hiddenStates()).hasSize(config.layers() + 1);
          assertThat(TensorIo.toFloats(out.hiddenStates().get(config.layers())))
              .isEqualTo(TensorIo.toFloats(out.hidden()));
          assertThat(out.attentions()).hasSize(config.layers());
          for (Tensor attention : out.attentions()) {
            assertThat(TensorIo.shape(attention))
                .containsExactly(1, config.heads(), row.length, row.length);
            for (float sum : TensorIo.toFloats(attention.sum(-1))) {
              assertThat(sum).isBetween(0.99999f, 1.00001f);
            }
          }
          assertThat(out.routerLogits()).hasSize(config.isMixture() ? config.layers() : 0);
        });
  }

  @ParameterizedTest
  @MethodSource("models")
  void theExplicitKernelHasASecondDerivative(String model) {
    int[] row = Arrays.copyOf(Goldens.rows()[1], 6);
    try (Checkpoint checkpoint = Checkpoint.read(Goldens.folder(model));
        NamedTensors weights = asDoubles(checkpoint.weights())) {
      ModelConfig config = checkpoint.config();
      String probed =
          weights.names().stream()
              .filter(n -> n.matches(".*0.*(k_proj|c_attn).weight"))
              .findFirst()
              .orElseThrow();
      double h = 1e-5;
      double analytic = gradientOfSquaredGradient(config, weights.asMap(), probed, row, 0, true);
      double above = gradientOfSquaredGradient(config, weights.asMap(), probed, row, h, false);
      double below = gradientOfSquaredGradient(config, weights.asMap(), probed, row, -h, false);
      double numeric = (above - below) / (2 * h);
      assertThat(Math.abs(analytic - numeric)).isLessThan(1e-5 * Math.max(1, Math.abs(numeric)));
      assertThat(Math.abs(analytic)).isGreaterThan(1e-9);
    }
  }

  /** |∂loss/∂w|² at w with its first element shifted, or its derivative by that element. */
  private static double gradientOfSquaredGradient(
      ModelConfig config,
      Map<String, Tensor> weights,
      String probed,
      int[] row,
      double shift,
      boolean derivative) {
    try (PointerScope scope = new PointerScope()) {
      Map<String, Tensor> fast = new LinkedHashMap<>(weights);
      double[] values = TensorIo.toDoubles(weights.get(probed));
      long[] shape = TensorIo.shape(weights.get(probed));
      Tensor base = weights.get(probed).detach().clone();
      base.view(-1).narrow(0, 0, 1).add_(new Scalar(shift));
      base.set_requires_grad(true);
      assertThat(values.length).isEqualTo((int) (shape[0] * shape[1]));
      fast.put(probed, base);
      Tensor hidden =
          Decoder.forward(config, fast, ids(row).withKernel(AttentionKernel.EXPLICIT)).hidden();
      Tensor loss = torch.log_softmax(Decoder.logits(config, fast, hidden), -1).select(2, 3).sum();
      Tensor gradient = gradient(loss, base, true);
      Tensor squared = gradient.mul(gradient).sum();
      return derivative
          ? TensorIo.toDoubles(gradient(squared, base, false))[0]
          : squared.item_double();
    }
  }

  private static Tensor gradient(Tensor of, Tensor by, boolean createGraph) {
    return torch
        .grad(
            new org.bytedeco.pytorch.TensorVector(of),
            new org.bytedeco.pytorch.TensorVector(by),
            new org.bytedeco.pytorch.TensorVector(),
            new org.bytedeco.pytorch.BoolOptional(true),
            createGraph,
            false)
        .get(0);
  }

  private static NamedTensors asDoubles(NamedTensors weights) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard noGrad = new NoGradGuard()) {
      Map<String, Tensor> wide = new LinkedHashMap<>();
      weights.asMap().forEach((name, t) -> wide.put(name, t.to(torch.ScalarType.Double)));
      return NamedTensors.own(wide);
    }
  }

  @Test
  void crossAttentionWithAClosedGateChangesNothingAndWithAnOpenOneReads() {
    int[] row = Goldens.rows()[0];
    for (String model : new String[] {"llama", "gpt2"}) {
      with(
          model,
          (config, weights) -> {
            String prefix =
                (model.equals("gpt2") ? "transformer.h." : "model.layers.") + "1.cross_attn";
            Map<String, Tensor> more = new LinkedHashMap<>(weights);
            Tensor square = torch.eye(48).mul(new Scalar(0.3));
            more.put(prefix + ".norm.weight", torch.ones(48));
            Tensor across = model.equals("gpt2") ? square.t().contiguous() : square;
            for (String part : new String[] {".q_proj", ".k_proj", ".v_proj", ".o_proj"}) {
              more.put(prefix + part + ".weight", across);
            }
            more.put(prefix + ".gate", torch.zeros(1));
            float[] values = new float[3 * 48];
            for (int i = 0; i < values.length; i++) {
              values[i] = (float) Math.sin(i);
            }
            Tensor states = TensorIo.floats(values, 1, 3, 48);
            float[] plain = hidden(config, weights, ids(row));
            assertThat(hidden(config, more, ids(row).withCrossStates(states, null)))
                .isEqualTo(plain);
            more.put(prefix + ".gate", torch.ones(1));
            float[] fused = hidden(config, more, ids(row).withCrossStates(states, null));
            assertThat(worst(fused, plain)).isGreaterThan(1e-3);
            assertThat(
                    worst(
                        fused,
                        hidden(
                            config,
                            more,
                            ids(row)
                                .withCrossStates(states, null)
                                .withKernel(AttentionKernel.EXPLICIT))))
                .isLessThan(SAME);
            assertThat(hidden(config, more, ids(row))).isEqualTo(plain);
          });
    }
  }

  @Test
  void dynamicScalingFollowsEachRowsOwnLength() {
    with(
        "llama",
        (config, weights) -> {
          ObjectNode json = config.source();
          json.remove("rope_parameters");
          json.putObject("rope_scaling").put("type", "dynamic").put("factor", 2.0);
          json.put("max_position_embeddings", 16);
          ModelConfig dynamic = ModelConfig.parse(json.toString());
          int[] row = Arrays.copyOf(Goldens.rows()[0], 16);
          assertThat(hidden(dynamic, weights, ids(row)))
              .isEqualTo(hidden(config, weights, ids(row)));
          int[] longer = Goldens.rows()[0];
          assertThat(
                  worst(
                      hidden(dynamic, weights, ids(longer)), hidden(config, weights, ids(longer))))
              .isGreaterThan(1e-4);
        });
  }

  @Test
  void saysWhichWeightIsMissingAndWhereAPositionTableEnds() {
    with(
        "gpt2",
        (config, weights) -> {
          Map<String, Tensor> fewer = new LinkedHashMap<>(weights);
          fewer.remove("transformer.h.1.ln_2.bias");
          assertThatThrownBy(() -> hidden(config, fewer, ids(Goldens.rows()[0])))
              .hasMessageContaining("transformer.h.1.ln_2.bias");
          assertThatThrownBy(() -> hidden(config, weights, ids(new int[129])))
              .hasMessageContaining("129 positions exceed the table of 128");
        });
  }

  @Test
  void aRouterThatSpreadsEvenlyHasABalancingLossOfTopK() {
    try (PointerScope scope = new PointerScope()) {
      // Four tokens, each sends its two choices elsewhere in turn: every expert is chosen twice.
      float[] logits = {5, 4, 0, 0, 0, 5, 4, 0, 0, 0, 5, 4, 4, 0, 0, 5};
      Tensor scores = TensorIo.floats(logits, 4, 4);
      double loss =
          MixtureOfExperts.loadBalancingLoss(java.util.List.of(scores), 4, 2, null).item_double();
      assertThat(loss).isCloseTo(2.0, org.assertj.core.data.Offset.offset(1e-6));
      float[] skewed = {9, 8, 0, 0, 9, 8, 0, 0, 9, 8, 0, 0, 9, 8, 0, 0};
      double worse =
          MixtureOfExperts.loadBalancingLoss(
                  java.util.List.of(TensorIo.floats(skewed, 4, 4)), 4, 2, null)
              .item_double();
      assertThat(worse).isGreaterThan(3.9);
    }
  }

  @FunctionalInterface
  private interface Body {
    void run(ModelConfig config, Map<String, Tensor> weights);
  }

  private static void with(String model, Body body) {
    try (Checkpoint checkpoint = Checkpoint.read(Goldens.folder(model));
        NoGradGuard noGrad = new NoGradGuard();
        PointerScope scope = new PointerScope()) {
      body.run(checkpoint.config(), checkpoint.weights().asMap());
    }
  }

  private static ForwardInput ids(int[] row) {
    return ForwardInput.ofIds(TensorIo.ids(row, 1, row.length));
  }

  private static float[] hidden(
      ModelConfig config, Map<String, Tensor> weights, ForwardInput input) {
    return TensorIo.toFloats(Decoder.forward(config, weights, input).hidden());
  }

  private static double worst(float[] a, float[] b) {
    assertThat(a).hasSameSizeAs(b);
    double worst = 0;
    for (int i = 0; i < a.length; i++) {
      worst = Math.max(worst, Math.abs(a[i] - b[i]));
    }
    return worst;
  }
}
