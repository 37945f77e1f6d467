package dev.nightshift.training.state;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * A stretch of a training that starts and ends with a checkpoint.
 *
 * @param number its number, from 0; number n writes segment n of the metrics
 * @param from steps done before it
 * @param to steps done after it
 * @param evaluate whether the model is measured at its end
 */
public record Segment(int number, long from, long to, boolean evaluate) implements Serializable {

  public Segment {
    if (from < 0 || to < from) {
      throw new IllegalArgumentException("a segment cannot go from " + from + " to " + to);
    }
  }

  /**
   * The chain of a training. Segment 0 takes no step: it measures the model as it came.
   *
   * @param steps steps of the whole training
   * @param checkpointEvery steps between checkpoints
   * @param evaluateEvery steps between measurements; 0 for only before and after
   */
  public static List<Segment> chain(long steps, long checkpointEvery, long evaluateEvery) {
    return chain(0, steps, checkpointEvery, evaluateEvery);
  }

  /**
   * The chain of a training that goes on. Segment 0 takes no step: it measures the model as it
   * came.
   *
   * @param start steps that lie behind the initial state
   * @param steps steps of the whole training, these included
   * @param checkpointEvery steps between checkpoints
   * @param evaluateEvery steps between measurements; 0 for only before and after
   */
  public static List<Segment> chain(
      long start, long steps, long checkpointEvery, long evaluateEvery) {
    return chain(start, steps, checkpointEvery, evaluateEvery, 0);
  }

  /**
   * The chain of a training some of whose steps belong together.
   *
   * @param start steps that lie behind the initial state
   * @param steps steps of the whole training, these included
   * @param checkpointEvery steps between checkpoints
   * @param evaluateEvery steps between measurements; 0 for only before and after
   * @param cycle steps after each of which a segment ends in any case; 0 for none
   */
  public static List<Segment> chain(
      long start, long steps, long checkpointEvery, long evaluateEvery, long cycle) {
    if (start < 0 || steps <= start || checkpointEvery < 1 || evaluateEvery < 0) {
      throw new IllegalArgumentException(
          "no chain from "
              + start
              + " to "
              + steps
              + " steps by "
              + checkpointEvery
              + " and "
              + evaluateEvery);
    }
    TreeSet<Long> ends = new TreeSet<>();
    for (long at = checkpointEvery; at < steps; at += checkpointEvery) {
      ends.add(at);
    }
    for (long at = evaluateEvery; evaluateEvery > 0 && at < steps; at += evaluateEvery) {
      ends.add(at);
    }
    for (long at = cycle; cycle > 0 && at < steps; at += cycle) {
      ends.add(at);
    }
    ends.add(steps);
    ends.headSet(start, true).clear();
    List<Segment> chain = new ArrayList<>();
    chain.add(new Segment(0, start, start, true));
    long from = start;
    for (long to : ends) {
      boolean evaluate = to == steps || (evaluateEvery > 0 && to % evaluateEvery == 0);
      chain.add(new Segment(chain.size(), from, to, evaluate));
      from = to;
    }
    return List.copyOf(chain);
  }
}
