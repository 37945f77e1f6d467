package dev.nightshift.training.federated;

import java.io.IOException;

/** Runs the clients of a round and brings their vectors together; in one process, or over many. */
@FunctionalInterface
public interface ClientStage {

  /** Does the work of a round. */
  RoundResult run(RoundTask task) throws IOException;
}
