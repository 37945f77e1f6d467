package dev.nightshift.training.trainer;

import dev.nightshift.schema.error.WorkException;
import dev.nightshift.training.optimizer.GradientClipping;
import dev.nightshift.training.optimizer.LearningRateSchedule;
import dev.nightshift.training.optimizer.Optimizer;
import dev.nightshift.training.reduction.GradientExchange;
import dev.nightshift.training.reduction.ShardedUnits;
import dev.nightshift.training.trainer.BatchSource.MicroBatches;
import dev.nightshift.training.trainer.LossSum.WeightedSum;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Takes steps: the gradients of this worker's micro-batches, their sum over all workers along one
 * binary tree, division by the step's unit count, clipping, and the optimizer's update.
 *
 * <p>Where the exchange divides the state of the optimizer, this worker scales, measures and
 * updates its own blocks only, and the parameters are shared after the update.
 *
 * <p>The state after a step is a function of the state before it and of the step's number. Nothing
 * depends on the number of workers, and nothing else is remembered, so a run that is resumed from a
 * checkpoint goes on as if it had not stopped.
 *
 * @param <B> a micro-batch
 */
public final class Trainer<B> implements AutoCloseable {

  private static final String NO_UNIT = " has no unit to learn from";

  private static final int FIXED_SCALARS = 3;

  private final StepState state;
  private final BatchSource<B> source;
  private final Objective<B> objective;
  private final Optimizer optimizer;
  private final LearningRateSchedule schedule;
  private final double clip;
  private final OuterLoop outerLoop;
  private final Lanes lanes;
  private long step;

  /**
   * A trainer.
   *
   * @param parameters what is trained; stays the caller's to close
   * @param source where batches come from
   * @param objective what is minimised
   * @param optimizer how parameters move; stays the caller's to close
   * @param schedule the rate of each step
   * @param clip the greatest norm of a gradient; 0 for no clipping
   * @param outerLoop what happens around the steps
   * @param exchange how workers add their gradients; stays the caller's to close
   * @param lanes the cores of this worker; stay the caller's to close
   * @param stepsDone steps that lie behind the state of parameters and optimizer
   */
  public Trainer(
      NamedParameters parameters,
      BatchSource<B> source,
      Objective<B> objective,
      Optimizer optimizer,
      LearningRateSchedule schedule,
      double clip,
      OuterLoop outerLoop,
      GradientExchange exchange,
      Lanes lanes,
      long stepsDone) {
    this(
        new WholeState(parameters, exchange, FIXED_SCALARS + 2 * objective.metrics().size()),
        source,
        objective,
        optimizer,
        schedule,
        clip,
        outerLoop,
        lanes,
        stepsDone);
  }

  private Trainer(
      StepState state,
      BatchSource<B> source,
      Objective<B> objective,
      Optimizer optimizer,
      LearningRateSchedule schedule,
      double clip,
      OuterLoop outerLoop,
      Lanes lanes,
      long stepsDone) {
    this.state = state;
    this.source = source;
    this.objective = objective;
    this.optimizer = optimizer;
    this.schedule = schedule;
    this.clip = clip;
    this.outerLoop = outerLoop;
    this.lanes = lanes;
    this.step = stepsDone;
  }

  /**
   * A trainer of parameters that no worker keeps whole.
   *
   * @param units the shards; stay the caller's to close
   * @param gathered the parameters by name, gathered when they are asked for
   * @param source where batches come from
   * @param objective what is minimised
   * @param optimizer moves the own shard; stays the caller's to close
   * @param schedule the rate of each step
   * @param clip the greatest norm of a gradient; 0 for no clipping
   * @param lanes of which the first works; stay the caller's to close
   * @param stepsDone steps that lie behind the state of parameters and optimizer
   */
  public static <B> Trainer<B> ofShards(
      ShardedUnits units,
      Map<String, Tensor> gathered,
      BatchSource<B> source,
      Objective<B> objective,
      Optimizer optimizer,
      LearningRateSchedule schedule,
      double clip,
      Lanes lanes,
      long stepsDone) {
    return new Trainer<>(
        new ShardedState(units, gathered),
        source,
        objective,
        optimizer,
        schedule,
        clip,
        OuterLoop.NONE,
        lanes,
        stepsDone);
  }

  /** Whether a step failed because its batch had nothing to learn from. */
  public static boolean hadNoUnit(WorkException failure) {
    return String.valueOf(failure.getMessage()).contains(NO_UNIT);
  }

  /** Number of steps done. */
  public long step() {
    return step;
  }

  /**
   * Takes the next step.
   *
   * @throws WorkException if loss or gradient are no longer finite
   */
  public StepReport next() {
    long now = step + 1;
    try (PointerScope scope = new PointerScope()) {
      MicroBatches<B> batches = source.batch(now, state.tensors());
      double[] totals =
          state.accumulate(batches.count(), index -> through(batches.get(index)), lanes);
      double norm = scaleAndClip(now, totals);
      double rate = schedule.rate(now);
      optimizer.update(now, rate, lanes);
      state.updated(now, outerLoop);
      step = now;
      return new StepReport(
          now, totals[0] / totals[1], totals[1], (long) totals[2], norm, rate, metrics(totals));
    }
  }

  private Function<Map<String, Tensor>, double[]> through(B batch) {
    return parameters -> {
      LossSum loss = objective.loss(parameters, batch);
      loss.backward().run();
      return scalars(loss);
    };
  }

  private double[] scalars(LossSum loss) {
    WeightedSum[] metrics = loss.metrics();
    double[] scalars = new double[FIXED_SCALARS + 2 * metrics.length];
    scalars[0] = loss.value();
    scalars[1] = loss.units();
    scalars[2] = loss.tokens();
    for (int i = 0; i < metrics.length; i++) {
      scalars[FIXED_SCALARS + 2 * i] = metrics[i].sum();
      scalars[FIXED_SCALARS + 2 * i + 1] = metrics[i].weight();
    }
    return scalars;
  }

  private double scaleAndClip(long now, double[] totals) {
    if (!(totals[1] > 0)) {
      throw new WorkException(
          "step " + now + NO_UNIT,
          "training",
          "Look for examples without an answer, or raise the maximum length.");
    }
    Tensor own = state.gradient();
    try (NoGradGuard noGrad = new NoGradGuard()) {
      own.mul_(new Scalar(1 / totals[1]));
    }
    state.beforeClipping(now, outerLoop);
    double norm = GradientClipping.norm(state.ofAllBlocks(GradientClipping.blockSums(own)));
    if (!Double.isFinite(norm) || !Double.isFinite(totals[0])) {
      throw new WorkException(
          "step " + now + " has loss " + totals[0] / totals[1] + " and gradient norm " + norm,
          "training",
          "Lower the learning rate or the clipping norm; the last checkpoint is intact.");
    }
    GradientClipping.clip(own, norm, clip);
    return norm;
  }

  private Map<String, Double> metrics(double[] totals) {
    Map<String, Double> metrics = new LinkedHashMap<>();
    List<String> names = objective.metrics();
    for (int i = 0; i < names.size(); i++) {
      double weight = totals[FIXED_SCALARS + 2 * i + 1];
      if (weight > 0) {
        metrics.put(names.get(i), totals[FIXED_SCALARS + 2 * i] / weight);
      }
    }
    return metrics;
  }

  @Override
  public void close() {
    state.close();
  }
}
