package dev.nightshift.training.spark.preference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.training.decoder.WorkingModel;
import dev.nightshift.training.spark.ModelSource;
import dev.nightshift.training.spark.TrainingJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The model that a policy is compared with: the one that {@code --reference} names, or the one that
 * the training starts from. With a low-rank adapter that is the base, which the adapter leaves as
 * it is.
 */
final class ReferenceModel {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TOKENIZER = "tokenizer.json";

  private ReferenceModel() {}

  /** The reference of a job; a named one is copied to where all executors see it. */
  static ReferenceStage.Reference of(TrainingJob.Preparation p) throws IOException {
    if (!p.arguments().has(PreferenceOptions.REFERENCE)) {
      return new ReferenceStage.Reference(p.model().folder(ModelSource.MODEL), p.initial());
    }
    Path named = p.model().folder(PreferenceOptions.REFERENCE);
    if (!tokenizer(named).equals(tokenizer(p.model().tokenizerFolder()))) {
      throw new RequestException(
          "the reference '" + named + "' has another tokenizer than the model",
          "option '" + PreferenceOptions.REFERENCE + "'",
          "Both must give the same tokens: name a model of the same family.");
    }
    Path working = p.folder().resolve("reference-model");
    if (!WorkingModel.exists(working)) {
      ModelSource.copy(named, working);
    }
    return new ReferenceStage.Reference(named, working);
  }

  private static JsonNode tokenizer(Path folder) throws IOException {
    Path file = folder.resolve(TOKENIZER);
    return Files.exists(file) ? JSON.readTree(file.toFile()) : JSON.missingNode();
  }
}
