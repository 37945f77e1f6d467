package dev.nightshift.training.meta;

import java.io.Closeable;
import java.io.IOException;

/**
 * Where episodes come from. An episode is a pure function of side and number, whoever asks.
 *
 * @param <D> examples
 */
public interface TaskFamily<D> extends Closeable {

  /** Whose tasks they are; no task is on two sides. */
  enum Side {
    /** Learnt on. */
    TRAIN,
    /** Measured on the way. */
    VALIDATION,
    /** Measured at the end. */
    TEST
  }

  /** The id of the task of that episode, which takes less than the episode itself. */
  String task(Side side, long number);

  /** The episode of that number, from 0, of a side. */
  Episode<D> episode(Side side, long number);

  @Override
  default void close() throws IOException {}
}
