package dev.nightshift.training.lm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.inference.tensor.TensorIo;
import dev.nightshift.schema.random.CounterRandom;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;

/** Against the plain graph of log-softmax and gather, with so many tokens that parts are small. */
class TargetLogProbsTest {

  private static final int VOCABULARY = 1 << 16;
  private static final int POSITIONS = 37;
  private static final int WIDTH = 4;

  private final Tensor states = leaf("states", POSITIONS, WIDTH);
  private final Tensor head = leaf("head", VOCABULARY, WIDTH);
  private final long[] targets = targets();

  @Test
  void crossEntropyAndItsGradientsAgreeWithThePlainGraph() {
    try (PointerScope scope = new PointerScope()) {
      Tensor plainStates = copy(states);
      Tensor plainHead = copy(head);
      Tensor plain = plain(plainStates, plainHead).sum().neg();
      plain.backward();
      // A gradient that is there already is added to.
      head.mutable_grad().put(org.bytedeco.pytorch.global.torch.ones_like(head.detach()));

      TargetLogProbs.CrossEntropy seen = TargetLogProbs.crossEntropy(states, head, targets);

      assertThat(seen.loss()).isCloseTo(plain.item_double(), within(1e-6 * plain.item_double()));
      assertClose(states.grad(), plainStates.grad(), 0);
      assertClose(head.grad(), plainHead.grad(), 1);
      long right =
          plainStates
              .matmul(plainHead.t())
              .argmax(new org.bytedeco.pytorch.LongOptional(1), false)
              .eq(TensorIo.longs(targets))
              .sum()
              .item_long();
      assertThat(seen.right()).isEqualTo(right);
    }
  }

  @Test
  void slopesPerTargetAgreeWithThePlainGraph() {
    try (PointerScope scope = new PointerScope()) {
      Tensor slopes = leaf("slopes", POSITIONS).detach();
      Tensor plainStates = copy(states);
      Tensor plainHead = copy(head);
      Tensor plain = plain(plainStates, plainHead);
      plain.mul(slopes).sum().backward();

      assertClose(TargetLogProbs.of(states, head, targets), plain.detach(), 0);
      TargetLogProbs.backward(states, head, targets, slopes);

      assertClose(states.grad(), plainStates.grad(), 0);
      assertClose(head.grad(), plainHead.grad(), 0);
    }
  }

  /** Σ g log p + u H with H = −Σ p log p, by the plain graph. */
  @Test
  void entropiesAndTheirGradientsAgreeWithThePlainGraph() {
    try (PointerScope scope = new PointerScope()) {
      Tensor slopes = leaf("slopes", POSITIONS).detach();
      Tensor entropySlopes = leaf("entropy-slopes", POSITIONS).detach();
      Tensor plainStates = copy(states);
      Tensor plainHead = copy(head);
      Tensor logProbs = plainStates.matmul(plainHead.t()).log_softmax(1);
      Tensor entropies = logProbs.exp().mul(logProbs).sum(1).neg();
      Tensor chosen = logProbs.gather(1, TensorIo.longs(targets, POSITIONS, 1)).squeeze(1);
      chosen.mul(slopes).sum().add(entropies.mul(entropySlopes).sum()).backward();

      TargetLogProbs.WithEntropy seen = TargetLogProbs.withEntropy(states, head, targets);
      assertClose(seen.logProbs(), chosen.detach(), 0);
      // A sum over 65,536 tokens in float32.
      assertThat(difference(seen.entropies(), entropies)).isLessThan(1e-4);
      TargetLogProbs.backward(states, head, targets, seen, slopes, entropySlopes);

      for (Tensor[] pair :
          new Tensor[][] {{states.grad(), plainStates.grad()}, {head.grad(), plainHead.grad()}}) {
        double scale = pair[1].abs().max().item_double();
        assertThat(difference(pair[0], pair[1])).isLessThan(2e-5 * scale);
      }
    }
  }

  @Test
  void aFrozenHeadGetsNoGradient() {
    try (PointerScope scope = new PointerScope()) {
      head.set_requires_grad(false);
      TargetLogProbs.crossEntropy(states, head, targets);
      assertThat(head.grad().defined()).isFalse();
      assertThat(states.grad().abs().sum().item_double()).isPositive();
    }
  }

  /** Scores of 1,000 overflow exp in float32; the loss is what their differences say. */
  @Test
  void greatScoresDoNotOverflow() {
    try (PointerScope scope = new PointerScope()) {
      Tensor h = TensorIo.floats(new float[] {1000, 0}, 1, 2);
      Tensor w = TensorIo.floats(new float[] {1, 0, -1, 0, 1, .001f}, 3, 2);
      h.set_requires_grad(true);
      TargetLogProbs.CrossEntropy seen = TargetLogProbs.crossEntropy(h, w, new long[] {1});
      assertThat(seen.loss()).isCloseTo(2000 + Math.log(2), within(1e-3));
      assertThat(seen.right()).isZero();
      assertThat(TensorIo.toFloats(h.grad())[0]).isCloseTo(2, within(1e-6f));
    }
  }

  @Test
  void narrowTypesSumTheHeadsGradientInFloat32() {
    try (PointerScope scope = new PointerScope()) {
      Tensor plainStates = copy(states.detach().to(ScalarType.BFloat16).to(ScalarType.Float));
      Tensor plainHead = copy(head.detach().to(ScalarType.BFloat16).to(ScalarType.Float));
      plain(plainStates, plainHead).sum().neg().backward();
      Tensor h = copy(states.detach().to(ScalarType.BFloat16));
      Tensor w = copy(head.detach().to(ScalarType.BFloat16));
      TargetLogProbs.crossEntropy(h, w, targets);
      double scale = plainStates.grad().abs().max().item_double();
      assertThat(difference(h.grad().to(ScalarType.Float), plainStates.grad()))
          .isLessThan(.02 * scale);
      double headScale = plainHead.grad().abs().max().item_double();
      assertThat(difference(w.grad().to(ScalarType.Float), plainHead.grad()))
          .isLessThan(.02 * headScale);
    }
  }

  private Tensor plain(Tensor h, Tensor w) {
    return h.matmul(w.t())
        .log_softmax(1)
        .gather(1, TensorIo.longs(targets, POSITIONS, 1))
        .squeeze(1);
  }

  private static void assertClose(Tensor seen, Tensor expected, double more) {
    double scale = expected.abs().max().item_double();
    Tensor wanted = expected.add(new org.bytedeco.pytorch.Scalar(more));
    assertThat(difference(seen, wanted)).isLessThan(2e-6 * (scale + more));
  }

  private static double difference(Tensor one, Tensor other) {
    return one.detach().sub(other).abs().max().item_double();
  }

  private static Tensor copy(Tensor tensor) {
    return tensor.detach().clone().set_requires_grad(true);
  }

  private static Tensor leaf(String name, long... shape) {
    int n = 1;
    for (long size : shape) {
      n *= (int) size;
    }
    CounterRandom random = CounterRandom.of(11, name, 0);
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return TensorIo.floats(values, shape).set_requires_grad(true);
  }

  private static long[] targets() {
    CounterRandom random = CounterRandom.of(11, "targets", 0);
    long[] targets = new long[POSITIONS];
    for (int i = 0; i < POSITIONS; i++) {
      targets[i] = random.nextInt(VOCABULARY);
    }
    return targets;
  }
}
