package dev.nightshift.training.curriculum;

import dev.nightshift.schema.random.CounterRandom;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;

/**
 * Makes the micro-batches of a step from the examples that a curriculum gives, in the order in
 * which it gives them.
 *
 * @param <B> a micro-batch
 */
public interface Assembly<B> {

  /**
   * The batch of a step.
   *
   * @param examples the examples that it was made of, in their order
   * @param count number of micro-batches
   * @param batch the micro-batch of each index
   * @param <B> a micro-batch
   */
  record Filled<B>(int[] examples, int count, IntFunction<B> batch) {}

  /**
   * What a step would learn from an example; none where that is nothing.
   *
   * @param random draws a piece of an example that is longer than a row
   */
  default Optional<Candidate> candidate(int example, CounterRandom random) {
    return Optional.of(Candidate.whole(example));
  }

  /** The micro-batch of a single candidate, by which its loss is judged. */
  B single(Candidate candidate);

  /**
   * Fills a step.
   *
   * @param step the step, from 1
   * @param parameters as they are before the step
   * @param candidates gives one after the other, without an end
   */
  Filled<B> fill(long step, Map<String, Tensor> parameters, Supplier<Candidate> candidates);

  /** How many examples a step takes at least. */
  int least();
}
