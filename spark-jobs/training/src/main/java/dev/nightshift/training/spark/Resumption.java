package dev.nightshift.training.spark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nightshift.runtime.job.Job;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.training.curriculum.Consumed;
import dev.nightshift.training.curriculum.CurriculumRecord;
import dev.nightshift.training.decoder.WorkingModel;
import dev.nightshift.training.state.CheckpointStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * More steps for a training whose model was published: its moments, its count of steps and its
 * place in the data are in the model's folder, so the result is that of one longer training. That
 * takes the same job, data, seed and curriculum.
 */
public final class Resumption {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path model;

  /** The going on from a model's folder. */
  Resumption(Path model) {
    this.model = model;
  }

  /** Adds a fault for each thing that makes it another training. */
  public void check(Job job, JobContext context, JobArguments arguments, Faults faults) {
    Path manifest = model.resolve(Publication.MANIFEST);
    if (!WorkingModel.exists(model) || !CheckpointStore.hasTraining(model)) {
      faults.add(
          "'" + model + "' has no training state to resume",
          "option 'resume'",
          "Name a model that Nightshift trained, or leave out --resume to train its weights anew.");
      return;
    }
    JsonNode told = read(manifest);
    differs("job", told.path("stage").asText(), job.name(), faults);
    differs("seed", told.path("seed").asText(), Long.toString(context.seed()), faults);
    differs(
        "data",
        told.path("inputs").path("data").path("digest").asText(),
        arguments.has("data") ? context.input("data").digest() : "",
        faults);
    if (knowsCurriculum()) {
      new CurriculumOptions(arguments).checkResumed(curriculum(), faults);
    }
  }

  /**
   * Steps that lie behind the state that a training starts from.
   *
   * @param steps steps of the whole training
   * @throws RequestException if none are left
   */
  public static long stepsBehind(Path initial, long steps) throws IOException {
    long behind = WorkingModel.step(initial);
    if (steps <= behind) {
      throw new RequestException(
          "the training has " + behind + " steps behind it and is asked for " + steps,
          "option 'steps'",
          "Give the number of steps in all.");
    }
    return behind;
  }

  private static void differs(String what, String then, String now, Faults faults) {
    if (!then.equals(now)) {
      faults.add(
          "the model was trained with " + what + " " + then + ", and " + now + " is given now",
          "option 'resume'",
          "Resume with the same job, data and seed, or leave out --resume.");
    }
  }

  /** A model from before curricula were kept tells only what it consumed. */
  private boolean knowsCurriculum() {
    Path training = model.resolve(CheckpointStore.TRAINING);
    return curriculum().isPresent() || !Consumed.isIn(training);
  }

  private Optional<CurriculumRecord> curriculum() {
    try {
      return CurriculumRecord.read(model.resolve(CheckpointStore.TRAINING));
    } catch (IOException e) {
      throw new RequestException(
          "the curriculum of '" + model + "' cannot be read: " + e.getMessage(),
          "option 'resume'",
          "Name a whole model, or leave out --resume.");
    }
  }

  private static JsonNode read(Path manifest) {
    try {
      return Files.exists(manifest) ? JSON.readTree(manifest.toFile()) : JSON.createObjectNode();
    } catch (IOException e) {
      return JSON.createObjectNode();
    }
  }

  /** Copies the state to the folder that the training starts from. */
  public void write(Path initial) throws IOException {
    CheckpointStore.writeAtomically(
        initial,
        folder -> {
          Publication.copyTree(model, folder);
          Files.deleteIfExists(folder.resolve(Publication.MANIFEST));
        });
  }
}
