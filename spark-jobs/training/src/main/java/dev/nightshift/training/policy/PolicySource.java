package dev.nightshift.training.policy;

import dev.nightshift.training.curriculum.Consumed;
import dev.nightshift.training.data.SequenceFile;
import dev.nightshift.training.lm.TokenBatch;
import dev.nightshift.training.policy.MiniBatches.MicroBatch;
import dev.nightshift.training.state.TrainingSettings;
import dev.nightshift.training.state.Worker;
import dev.nightshift.training.trainer.BatchSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The mini-batches of one iteration. Before its first step the models see all rollouts once, and
 * their advantages are estimated.
 */
final class PolicySource implements BatchSource<PolicyBatch> {

  private final PolicyIteration iteration;
  private final SequenceFile file;
  private final PolicySettings settings;
  private final PolicyState state;
  private final RolloutForward forward;
  private final Worker worker;
  private final MiniBatches plan;
  private final TokenRows layout;
  private final int padding;
  private @Nullable Known known;

  /** What is known of the rollouts, by rollout and token. */
  private record Known(
      double[][] logProbs, double[][] reference, double[][] values, AdvantageEstimate estimate) {}

  /**
   * A source.
   *
   * @param iteration the rollouts
   * @param file their tokens; stays the caller's to close
   * @param settings how advantages are estimated
   * @param training batch sizes and seed
   * @param state what is remembered
   * @param forward how the models see the rollouts
   * @param worker this worker
   * @param padding the token that fills rows
   */
  PolicySource(
      PolicyIteration iteration,
      SequenceFile file,
      PolicySettings settings,
      TrainingSettings training,
      PolicyState state,
      RolloutForward forward,
      Worker worker,
      int padding) {
    this.iteration = iteration;
    this.file = file;
    this.settings = settings;
    this.state = state;
    this.forward = forward;
    this.worker = worker;
    this.padding = padding;
    this.layout = new TokenRows(file);
    int[] prompts = new int[file.count()];
    Arrays.setAll(prompts, file::firstTarget);
    int[] answers = new int[file.count()];
    Arrays.setAll(answers, layout::length);
    this.plan =
        new MiniBatches(
            prompts,
            answers,
            settings.groupSize(),
            training,
            settings.epochs(),
            iteration.number());
  }

  /** What was measured of the whole iteration; there after its first batch was asked for. */
  Map<String, Double> measured() {
    return Objects.requireNonNull(known, "an iteration that has begun").estimate().metrics();
  }

  /**
   * The rollouts that a step learns from, by what a curriculum told of their prompts; none without
   * a curriculum.
   *
   * @param taken steps of the iteration before it
   */
  List<Consumed> consumed(int taken) {
    List<Consumed> drawn = iteration.drawn();
    if (drawn.isEmpty()) {
      return List.of();
    }
    int[] rollouts = plan.rollouts(taken);
    List<Consumed> consumed = new ArrayList<>();
    for (int place = 0; place < rollouts.length; place++) {
      Consumed prompt = drawn.get(rollouts[place] / settings.groupSize());
      consumed.add(prompt.at(iteration.from() + taken + 1, place));
    }
    return consumed;
  }

  @Override
  public MicroBatches<PolicyBatch> batch(long step, Map<String, Tensor> parameters) {
    Known all = known(parameters);
    List<MicroBatch> parts = plan.step(state.taken());
    return new MicroBatches<>() {
      @Override
      public int count() {
        return parts.size();
      }

      @Override
      public PolicyBatch get(int index) {
        return batch(all, parts.get(index));
      }
    };
  }

  private PolicyBatch batch(Known all, MicroBatch part) {
    int[] rollouts = part.rollouts();
    int[] lengths = new int[rollouts.length];
    for (int i = 0; i < lengths.length; i++) {
      lengths[i] = layout.length(rollouts[i]);
    }
    return new PolicyBatch(
        TokenBatch.ofForks(file, part.forks(), padding),
        TokenRows.gather(all.logProbs(), rollouts),
        TokenRows.gather(all.reference(), rollouts),
        TokenRows.gather(all.estimate().advantages(), rollouts),
        settings.hasValue() ? TokenRows.gather(all.estimate().returns(), rollouts) : new double[0],
        settings.hasValue() ? TokenRows.gather(all.values(), rollouts) : new double[0],
        lengths,
        state.coefficient());
  }

  private Known known(Map<String, Tensor> parameters) {
    Known found = known;
    if (found == null) {
      boolean fresh = !state.isIn(iteration.number());
      if (fresh) {
        state.begin(iteration.number(), forward.see(parameters, file, plan.firstEpoch(), worker));
      }
      PolicyState.Seen seen = state.seen();
      double[][] logProbs = layout.rows(seen.logProbs());
      double[][] reference = layout.rows(seen.reference());
      double[][] values = settings.hasValue() ? layout.rows(seen.values()) : new double[0][];
      AdvantageEstimate estimate =
          AdvantageEstimate.of(
              settings, state.coefficient(), iteration.scores(), logProbs, reference, values);
      if (fresh) {
        Double kl = estimate.metrics().get("objective/kl");
        state.decide(
            settings.kl().controller().next(state.coefficient(), Objects.requireNonNull(kl)));
      }
      found = new Known(logProbs, reference, values, estimate);
      known = found;
    }
    return found;
  }
}
