package dev.nightshift.training.reduction;

import org.jspecify.annotations.Nullable;

/**
 * Another worker of the stage cannot be reached any more, or the stage was given up because of one.
 * Nothing is wrong with the work itself: it can start again from the last checkpoint.
 */
public final class LostWorkerException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public LostWorkerException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
