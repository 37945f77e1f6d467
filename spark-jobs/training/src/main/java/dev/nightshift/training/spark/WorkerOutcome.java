package dev.nightshift.training.spark;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * How one worker's part of a segment ended. A worker tells it as its result and never by failing:
 * Spark would start a failed barrier stage again by itself, whatever the cause.
 *
 * @param kind how
 * @param reason in words; empty where it is done
 * @param failure what was thrown, where the work itself failed
 */
record WorkerOutcome(Kind kind, String reason, @Nullable Throwable failure)
    implements Serializable {

  /** The ways to end. */
  enum Kind {
    /** All steps were taken. */
    DONE,
    /** Another worker was lost; the segment can start again. */
    LOST,
    /** The work failed and would fail again. */
    FAILED
  }

  static WorkerOutcome done() {
    return new WorkerOutcome(Kind.DONE, "", null);
  }

  static WorkerOutcome lost(String reason) {
    return new WorkerOutcome(Kind.LOST, reason, null);
  }

  static WorkerOutcome failed(Throwable thrown) {
    Throwable sent = travels(thrown) ? thrown : new IllegalStateException(thrown.toString());
    return new WorkerOutcome(Kind.FAILED, thrown.toString(), sent);
  }

  private static boolean travels(Throwable thrown) {
    try (ObjectOutputStream out = new ObjectOutputStream(new ByteArrayOutputStream())) {
      out.writeObject(thrown);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
