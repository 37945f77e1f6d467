package dev.nightshift.pipelines.registry;

import dev.nightshift.inference.digest.ModelDigest;
import dev.nightshift.runtime.job.Input;
import dev.nightshift.schema.error.RequestException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A model that a job was given.
 *
 * @param path its folder, absolute
 * @param digest its names
 */
public record ModelFolder(Path path, ModelDigest digest) {

  /**
   * The model that an input names.
   *
   * @param option the option's name, for the message
   * @throws RequestException if the input is no model folder of this machine
   */
  public static ModelFolder of(Input input, String option) {
    String reference = input.reference();
    Path path = reference.startsWith("file:") ? Path.of(URI.create(reference)) : Path.of(reference);
    if (input instanceof Input.OfTable || !Files.isDirectory(path)) {
      throw new RequestException(
          "'" + reference + "' is no model folder of this machine",
          "option '" + option + "'",
          "Name a folder with config.json, model.safetensors and tokenizer.json.");
    }
    Path folder = path.toAbsolutePath().normalize();
    return new ModelFolder(folder, ModelDigest.of(folder));
  }
}
