package dev.nightshift.training.spark.federated;

import dev.nightshift.runtime.job.Job;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.runtime.job.JobOption;
import dev.nightshift.runtime.job.OptionKind;
import dev.nightshift.runtime.lake.RunRecord;
import dev.nightshift.runtime.lake.RunRecord.RunInput;
import dev.nightshift.training.spark.ModelSource;
import dev.nightshift.training.state.CheckpointStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A committed run of federated averaging that another one goes on after: same job and version, same
 * seed, same inputs, and the same options but for {@code --rounds}, {@code --resume}, {@code
 * --output} and those that change how the work is done. So its rounds are the first rounds of the
 * other one, to the bit.
 *
 * @param runId its id
 * @param state folder of the state after its last round
 */
record EarlierRun(String runId, Path state) {

  /** Where a published model keeps the state. */
  static final String STATE = "federated";

  private static final Set<String> FREE = Set.of(FederateOptions.ROUNDS, ModelSource.RESUME);

  /** The folder of the state inside a model's folder. */
  static Path stateOf(Path model) {
    return model.resolve(CheckpointStore.TRAINING).resolve(STATE);
  }

  /**
   * The one with the most rounds of those that have no more than are asked for. The choice is kept
   * in the work folder, so that a run that was killed makes it once.
   *
   * @param artifact name of the model among what a run of the job makes
   * @return empty where {@code --resume} is not given, or there is none
   */
  static Optional<EarlierRun> find(
      Job job, JobContext context, JobArguments arguments, FederateRequest request, String artifact)
      throws IOException {
    if (!request.resumes()) {
      return Optional.empty();
    }
    Path choice = context.workFolder().resolve("taken-over");
    Path kept = choice.resolve("run");
    String chosen = Files.exists(kept) ? Files.readString(kept) : "";
    EarlierRun best = null;
    long most = 0;
    for (RunRecord run : context.lake().runs().committed(context.lake().runs().version())) {
      String model = run.artifacts().get(artifact);
      if (model == null || !(chosen.isEmpty() || chosen.equals(run.runId()))) {
        continue;
      }
      Path state = stateOf(Path.of(model));
      if (FederatedProgress.exists(state) && isTheSame(run, job, context, arguments)) {
        long has = FederatedProgress.read(state).round();
        if (has > most && has <= request.rounds()) {
          best = new EarlierRun(run.runId(), state);
          most = has;
        }
      }
    }
    if (best == null) {
      context
          .progress()
          .line("no earlier run differs in --rounds alone: training starts with round 1");
    } else if (chosen.isEmpty()) {
      String id = best.runId();
      CheckpointStore.writeAtomically(
          choice, folder -> Files.writeString(folder.resolve("run"), id));
    }
    return Optional.ofNullable(best);
  }

  private static boolean isTheSame(
      RunRecord run, Job job, JobContext context, JobArguments arguments) {
    if (!run.job().equals(job.name())
        || run.jobVersion() != job.version()
        || run.seed() != context.seed()) {
      return false;
    }
    Map<String, String> inputs =
        run.inputs().stream().collect(Collectors.toMap(RunInput::name, RunInput::digest));
    for (JobOption option : job.options()) {
      String name = option.name();
      if (!RequestDigest.matters(option) || FREE.contains(name)) {
        continue;
      }
      @Nullable String then =
          option.kind() == OptionKind.INPUT ? inputs.get(name) : run.parameters().get(name);
      @Nullable String now = arguments.asMap().get(name);
      if (option.kind() == OptionKind.INPUT && now != null) {
        now = context.input(name).digest();
      }
      if (!Objects.equals(then, now)) {
        return false;
      }
    }
    return true;
  }
}
