package dev.nightshift.eval.metric;

import dev.nightshift.eval.request.RequestKind;
import dev.nightshift.eval.sandbox.Isolation;
import java.util.List;
import java.util.Set;

/**
 * Scores an item. A metric is a name, a direction, an aggregation and a pure function; the scores
 * of all items are stored, and values and standard errors follow from the stored scores alone.
 *
 * <p>Implementations are pure functions of the outcome and may be used by several threads.
 */
public interface ItemMetric {

  /** The name in task files. */
  String name();

  /** The names of its scores in results, in a fixed order: its own name unless it gives several. */
  default List<String> scoreNames() {
    return List.of(name());
  }

  /** Whether more is better, where the task file does not say. */
  default boolean higherIsBetter() {
    return true;
  }

  /** How scores of items become the score of a task, where the task file does not say. */
  default Aggregation aggregation() {
    return Aggregations.MEAN;
  }

  /** The kinds of requests that it can score. */
  Set<RequestKind> kinds();

  /** Whether it needs the log-likelihoods of the choices after an empty prompt. */
  default boolean needsUnconditional() {
    return false;
  }

  /**
   * Whether it runs small programs, bounded by the processors, so that it pays to score items side
   * by side.
   */
  default boolean runsPrograms() {
    return false;
  }

  /** The same with its programs kept apart in another way; itself where it runs none. */
  default ItemMetric inSandbox(Isolation isolation) {
    return this;
  }

  /**
   * The scores, one for each of {@link #scoreNames} in their order.
   *
   * @param outcome the item and all that came out for it
   * @param answers what a filter made of the responses; empty unless responses were generated
   */
  List<ItemScore> score(ItemOutcome outcome, List<String> answers);
}
