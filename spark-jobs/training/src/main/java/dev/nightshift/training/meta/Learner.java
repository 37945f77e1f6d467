package dev.nightshift.training.meta;

import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * A model as meta-learning sees it: named parameters and a loss that is differentiable by any of
 * them, twice where the method asks for it.
 *
 * @param <D> examples
 */
public interface Learner<D> {

  /** How a pass is used. */
  enum Phase {
    /** Parameters are being learnt, first derivatives suffice. */
    TRAINING,
    /** The gradient of a gradient will be taken. */
    TWICE,
    /** Nothing but adaptation learns from it. */
    EVALUATION
  }

  /**
   * What a model makes of examples.
   *
   * @param loss mean over the units, a scalar with its history
   * @param right units that were answered right; NaN where that means nothing
   * @param units examples, or target tokens of a language model
   * @param whole share of the answers of several tokens that are right in all of them; NaN where
   *     that means nothing
   */
  record Judged(Tensor loss, double right, long units, double whole) {

    /** What a model makes of examples without answers of several tokens. */
    Judged(Tensor loss, double right, long units) {
      this(loss, right, units, Double.NaN);
    }
  }

  /** The parameters to begin with; they belong to the caller's scope. */
  Map<String, Tensor> initial(long seed);

  /** The loss of examples under parameters. */
  Judged judge(Map<String, Tensor> parameters, D examples, Phase phase);

  /** Whether a parameter belongs to the head, which is all that ANIL adapts. */
  boolean isHead(String name);

  /** Whether a parameter is a statistic that no gradient reaches. */
  default boolean isStatistic(String name) {
    return false;
  }

  /**
   * Features of examples, [n, D], for methods that compare examples.
   *
   * @throws UnsupportedOperationException if the learner has none
   */
  default Tensor features(Map<String, Tensor> parameters, D examples, Phase phase) {
    throw new UnsupportedOperationException("this learner has no features");
  }

  /** The class of each example, from 0; of learners with features. */
  default long[] classes(D examples) {
    throw new UnsupportedOperationException("this learner has no classes");
  }

  /**
   * Examples one behind the other, to go through together; of learners with features.
   *
   * @throws UnsupportedOperationException if the learner has none
   */
  default D together(D first, D second) {
    throw new UnsupportedOperationException("this learner has no features");
  }

  /**
   * Some of the examples, for steps of adaptation that see a batch of them.
   *
   * @param which places, from 0
   * @throws UnsupportedOperationException if the learner's examples go through together alone
   */
  default D part(D examples, int[] which) {
    throw new UnsupportedOperationException("this learner takes all examples at once");
  }

  /**
   * Adds what a pass over examples saw to the gradients of the statistics, whose mean over a step
   * then moves them.
   */
  default void observe(Map<String, Tensor> parameters, D examples) {}

  /**
   * Features in training, and what their pass saw.
   *
   * @param features [n, F], with gradients
   * @param observed adds what {@link #observe} would add, without another pass
   */
  record Seen(Tensor features, Runnable observed) {}

  /** The features of examples in training; of learners that have any. */
  default Seen seen(Map<String, Tensor> parameters, D examples) {
    return new Seen(
        features(parameters, examples, Phase.TRAINING), () -> observe(parameters, examples));
  }
}
