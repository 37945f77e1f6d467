package dev.nightshift.training.meta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

/** Steps of adaptation over batches of the support. */
class InnerLoopTest {

  private static final List<Double> SUPPORT = List.of(1.0, 2.0, 3.0, 4.0, 5.0);

  /** One weight w with the loss mean (w − t)², which notes the targets t of each pass. */
  private static final class Targets implements Learner<List<Double>> {

    private final List<List<Double>> passes = new ArrayList<>();
    private final List<Tensor> errors = new ArrayList<>();

    @Override
    public Map<String, Tensor> initial(long seed) {
      return Map.of("w", torch.zeros(1));
    }

    @Override
    public Judged judge(Map<String, Tensor> parameters, List<Double> targets, Phase phase) {
      passes.add(targets);
      Tensor w = Objects.requireNonNull(parameters.get("w"));
      Tensor sum = torch.zeros(1);
      for (double target : targets) {
        Tensor error = w.sub(new Scalar(target));
        errors.add(error);
        sum = sum.add(error.mul(error));
      }
      return new Judged(sum.div(new Scalar((double) targets.size())).sum(), Double.NaN, 1);
    }

    @Override
    public boolean isHead(String name) {
      return true;
    }

    @Override
    public long[] classes(List<Double> examples) {
      return new long[examples.size()];
    }

    @Override
    public List<Double> part(List<Double> examples, int[] which) {
      return Arrays.stream(which).mapToObj(examples::get).toList();
    }
  }

  /** What the steps of an adaptation with batches of two see, and where they end. */
  private static List<List<Double>> batches(long draw, int batch, int steps) {
    Targets learner = new Targets();
    MetaSettings settings =
        new MetaSettings(MetaMethod.REPTILE, 1, .25, InnerRule.DESCENT, 0, steps, batch);
    try (PointerScope scope = new PointerScope()) {
      Map<String, Tensor> adapted =
          new Adaptation<>(learner, settings)
              .adapted(learner.initial(0), new Episode<>("t", draw, SUPPORT, SUPPORT));
      // What the steps made is gone before the episode ends.
      assertThat(learner.errors).allMatch(error -> error.isNull());
      // w ← w − .25 · 2 (w − mean) = (w + mean) / 2.
      double w = 0;
      for (List<Double> pass : learner.passes) {
        w = (w + pass.stream().mapToDouble(t -> t).average().orElseThrow()) / 2;
      }
      assertThat(Objects.requireNonNull(adapted.get("w")).item_double()).isCloseTo(w, within(1e-5));
    }
    return learner.passes;
  }

  /** Five batches of two are twice the five examples, and none comes again before all came. */
  @Test
  void batchesGoThroughTheSupportAndThenAgain() {
    List<List<Double>> batches = batches(7, 2, 5);
    assertThat(batches).hasSize(5).allMatch(batch -> batch.size() == 2);
    List<Double> seen = batches.stream().flatMap(List::stream).toList();
    assertThat(seen.subList(0, 5)).containsExactlyInAnyOrderElementsOf(SUPPORT);
    assertThat(seen.subList(5, 10)).containsExactlyInAnyOrderElementsOf(SUPPORT);
    assertThat(batches(7, 2, 5)).isEqualTo(batches);
    assertThat(batches(8, 2, 5)).isNotEqualTo(batches);
  }

  /** Judging a query costs more than a step: of 23 steps the first ten, the 20th and the last. */
  @Test
  void manyStepsAreJudgedNowAndThen() {
    MetaSettings settings = new MetaSettings(MetaMethod.REPTILE, 1, .25, 23);
    try (PointerScope scope = new PointerScope()) {
      Targets learner = new Targets();
      Adaptation.Curve curve =
          new Adaptation<>(learner, settings)
              .curve(learner.initial(0), new Episode<>("t", List.of(4.0), List.of(4.0)), 0);
      assertThat(IntStream.rangeClosed(0, 23).filter(curve::isJudged))
          .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 20, 23);
      assertThat(IntStream.rangeClosed(0, 23).filter(at -> !Double.isNaN(curve.losses()[at])))
          .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 20, 23);
      // w = 4 − 4 / 2^k after k steps.
      assertThat(curve.losses()[2]).isCloseTo(1, within(1e-5));
      assertThat(learner.passes).hasSize(23 + 13);
    }
  }

  @Test
  void withoutBatchesEachStepSeesAll() {
    assertThat(batches(7, 0, 3)).containsExactly(SUPPORT, SUPPORT, SUPPORT);
    assertThat(batches(7, 9, 1)).containsExactly(SUPPORT);
  }
}
