package dev.nightshift.training.policy;

import dev.nightshift.training.curriculum.Consumed;
import dev.nightshift.training.state.CheckpointStore;
import dev.nightshift.training.state.TrainingSession;
import dev.nightshift.training.trainer.Evaluation;
import dev.nightshift.training.trainer.StepReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The steps of one iteration. Steps are counted as they were planned: an iteration that ends early,
 * because the policy has moved too far from where it began, leaves out the numbers of the steps
 * that it does not take. The learning rate and the optimizer count the steps that were taken.
 */
final class PolicySession implements TrainingSession {

  /** The objective's part of {@code val/ratio_var}: the mean of (ratio − 1)². */
  static final String SQUARED_RATIO = "val/ratio_var";

  private static final String RATIO = "val/ratio";
  private static final String DIVERGENCE = "policy/approxkl";

  private final TrainingSession inner;
  private final PolicyState state;
  private final double targetKl;
  private final @Nullable PolicyIteration iteration;
  private final @Nullable PolicySource source;
  private final List<Consumed> consumed = new ArrayList<>();

  /**
   * A session.
   *
   * @param inner takes the steps
   * @param state what is remembered
   * @param targetKl the approximate divergence that ends an iteration; 0 for none
   * @param iteration the iteration; null for a session that takes no step
   * @param source its mini-batches
   */
  PolicySession(
      TrainingSession inner,
      PolicyState state,
      double targetKl,
      @Nullable PolicyIteration iteration,
      @Nullable PolicySource source) {
    this.inner = inner;
    this.state = state;
    this.targetKl = targetKl;
    this.iteration = iteration;
    this.source = source;
  }

  @Override
  public long step() {
    if (iteration == null) {
      return inner.step();
    }
    if (!state.isIn(iteration.number())) {
      return iteration.from();
    }
    return state.stopped() ? iteration.to() : iteration.from() + state.taken();
  }

  @Override
  public StepReport next() {
    if (iteration == null || source == null) {
      throw new IllegalStateException("there are no rollouts to learn from");
    }
    StepReport report = inner.next();
    consumed.addAll(source.consumed(state.taken()));
    state.took();
    Map<String, Double> metrics = new LinkedHashMap<>();
    if (state.taken() == 1) {
      metrics.putAll(source.measured());
      metrics.putAll(iteration.measured());
    }
    metrics.putAll(report.metrics());
    double ratio = metrics.getOrDefault(RATIO, 1.0);
    double squares = metrics.getOrDefault(SQUARED_RATIO, 0.0);
    metrics.put(SQUARED_RATIO, Math.max(0, squares - (ratio - 1) * (ratio - 1)));
    if (targetKl > 0 && metrics.getOrDefault(DIVERGENCE, 0.0) > targetKl) {
      state.stop();
    }
    return new StepReport(
        iteration.from() + state.taken(),
        report.loss(),
        report.units(),
        report.tokens(),
        report.gradientNorm(),
        report.learningRate(),
        metrics);
  }

  @Override
  public Evaluation evaluate() {
    return inner.evaluate();
  }

  @Override
  public boolean evaluatesTogether() {
    return inner.evaluatesTogether();
  }

  @Override
  public void save(Path folder) throws IOException {
    inner.save(folder);
    if (!consumed.isEmpty()) {
      Consumed.write(Files.createDirectories(folder.resolve(CheckpointStore.TRAINING)), consumed);
    }
  }

  @Override
  public void contribute() {
    inner.contribute();
  }

  @Override
  public void close() {
    inner.close();
  }
}
