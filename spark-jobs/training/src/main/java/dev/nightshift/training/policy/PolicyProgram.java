package dev.nightshift.training.policy;

import dev.nightshift.training.data.SequenceFile;
import dev.nightshift.training.decoder.DecoderSession;
import dev.nightshift.training.decoder.DecoderSettings;
import dev.nightshift.training.decoder.WorkingModel;
import dev.nightshift.training.lm.TrainedDecoder;
import dev.nightshift.training.state.TrainingProgram;
import dev.nightshift.training.state.TrainingSession;
import dev.nightshift.training.state.TrainingSettings;
import dev.nightshift.training.state.Worker;
import dev.nightshift.training.trainer.BatchSource;
import dev.nightshift.training.trainer.Evaluation;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Training of a policy on the rollouts of one iteration.
 *
 * @param settings what all methods share; a batch is a mini-batch of rollouts
 * @param tuning how the policy is trained
 * @param policy how it learns
 * @param value where values come from
 * @param initial folder of the model that the training began with
 * @param iteration the rollouts; null for a segment without steps
 * @param padding the token that fills rows
 */
public record PolicyProgram(
    TrainingSettings settings,
    DecoderSettings tuning,
    PolicySettings policy,
    ValueKind value,
    String initial,
    @Nullable PolicyIteration iteration,
    int padding)
    implements TrainingProgram {

  public PolicyProgram {
    if ((value == ValueKind.NONE) == policy.hasValue()) {
      throw new IllegalArgumentException(
          policy.estimator().label() + " does not go with value " + value);
    }
  }

  @Override
  public TrainingSession open(Path checkpoint, Worker worker) throws IOException {
    TrainedDecoder decoder = new TrainedDecoder(WorkingModel.config(checkpoint), tuning);
    ValueFunction function = ValueFunction.of(value, checkpoint, tuning);
    PolicyState state = new PolicyState(policy.kl().coefficient());
    SequenceFile file = iteration == null ? null : SequenceFile.open(Path.of(iteration.data()));
    PolicySource source =
        iteration == null || file == null
            ? null
            : new PolicySource(
                iteration,
                file,
                policy,
                settings,
                state,
                new RolloutForward(
                    decoder, function, tuning, Path.of(initial), policy.temperature(), padding),
                worker,
                padding);
    DecoderSession.Method<PolicyBatch> method =
        new DecoderSession.Method<>(
            source == null ? noRollouts() : source,
            new PolicyObjective(decoder, function, policy),
            List.of(state),
            (parameters, own) -> Evaluation.NONE,
            file == null ? List.<Closeable>of() : List.of(file),
            value == ValueKind.NONE ? null : ValueFunction.FOLDER);
    return new PolicySession(
        DecoderSession.open(checkpoint, settings, tuning, method, worker),
        state,
        policy.targetKl(),
        iteration,
        source);
  }

  private static BatchSource<PolicyBatch> noRollouts() {
    return (step, parameters) -> {
      throw new IllegalStateException("step " + step + " has no rollouts");
    };
  }
}
