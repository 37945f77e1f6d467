package dev.nightshift.eval.judge;

import java.time.Duration;

/** Waiting, passed in so that tests need not wait. */
@FunctionalInterface
public interface Pause {

  /** Lets the calling thread sleep. */
  Pause SLEEP = wait -> Thread.sleep(wait.toMillis());

  /** Waits. */
  void await(Duration wait) throws InterruptedException;
}
