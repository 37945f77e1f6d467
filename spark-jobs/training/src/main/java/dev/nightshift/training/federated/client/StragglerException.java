package dev.nightshift.training.federated.client;

/** A client cannot meet the deadline of a round. */
public final class StragglerException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  StragglerException(String message) {
    super(message, null, false, false);
  }
}
