package dev.nightshift.training.federated.client;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;

/** What builds a client's session on any executor: paths and settings, nothing native. */
public interface ClientProgram extends Serializable {

  /** Opens a session with the model and the data. */
  ClientSession open() throws IOException;

  /**
   * Writes trained parameters as a model that other tools open.
   *
   * @param parameters the server's parameters
   * @param folder an empty folder
   */
  void save(float[] parameters, Path folder) throws IOException;
}
