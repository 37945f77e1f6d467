package dev.nightshift.training.federated.client;

import dev.nightshift.inference.tensor.TensorIo;
import dev.nightshift.training.optimizer.LearningRateSchedule;
import dev.nightshift.training.reduction.OneWorker;
import dev.nightshift.training.trainer.Lanes;
import dev.nightshift.training.trainer.LossSum;
import dev.nightshift.training.trainer.NamedParameters;
import dev.nightshift.training.trainer.Objective;
import dev.nightshift.training.trainer.StepReport;
import dev.nightshift.training.trainer.Trainer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Clients that train through the project's trainer, one after the other, on one lane: a client's
 * change depends on the server's parameters, the client and the round alone.
 *
 * <p>Vectors are the trained parameters in the order of their names, without padding.
 *
 * @param <B> a micro-batch
 */
public final class TrainedClients<B> implements ClientSession {

  private final NamedParameters parameters;
  private final Objective<B> objective;
  private final ClientBatches<B> batches;
  private final Lanes lanes = new Lanes(1);
  private final int length;

  /**
   * Clients of a model.
   *
   * @param parameters what is trained; closed with the session
   * @param objective what is minimised
   * @param batches the clients' examples; closed with the session
   */
  public TrainedClients(
      NamedParameters parameters, Objective<B> objective, ClientBatches<B> batches) {
    this.parameters = parameters;
    this.objective = objective;
    this.batches = batches;
    this.length = Math.toIntExact(parameters.layout().used());
  }

  @Override
  public float[] initial() {
    return read();
  }

  @Override
  public int examples(int client) {
    return batches.examples(client);
  }

  @Override
  public LocalResult train(
      int client,
      long round,
      float[] start,
      LocalSettings settings,
      float @Nullable [] correction,
      boolean mislabelled) {
    long steps = settings.steps(batches.examples(client));
    Deadline deadline = Deadline.begin(settings, steps);
    write(start);
    try (PointerScope scope = new PointerScope();
        Sgd optimizer = new Sgd(parameters);
        Trainer<B> trainer =
            new Trainer<>(
                parameters,
                new LocalBatches<>(batches, settings, client, round, mislabelled),
                objective,
                optimizer,
                LearningRateSchedule.constant(settings.learningRate()),
                settings.clip(),
                new DriftCorrection(
                    parameters,
                    parameters.values().clone(),
                    settings.proximal(),
                    correction == null ? null : padded(correction)),
                new OneWorker(),
                lanes,
                0)) {
      double loss = run(trainer, steps, deadline);
      float[] change = read();
      for (int i = 0; i < length; i++) {
        change[i] -= start[i];
      }
      return new LocalResult(change, steps, loss);
    }
  }

  private static double run(Trainer<?> trainer, long steps, Deadline deadline) {
    double sum = 0;
    double units = 0;
    for (long step = 1; step <= steps; step++) {
      StepReport report = trainer.next();
      sum += report.loss() * report.units();
      units += report.units();
      deadline.check(step);
    }
    return sum / units;
  }

  @Override
  public int heldOutParts() {
    return batches.heldOut();
  }

  @Override
  public Map<String, double[]> measure(float[] values, int part) {
    write(values);
    return lanes.alone(
        lane -> {
          try (NoGradGuard noGrad = new NoGradGuard()) {
            LossSum loss = objective.loss(parameters.tensors(), batches.heldOutBatch(part));
            Map<String, double[]> sums = new LinkedHashMap<>();
            sums.put("loss", new double[] {loss.value(), loss.units()});
            List<String> names = objective.metrics();
            for (int i = 0; i < names.size(); i++) {
              LossSum.WeightedSum metric = loss.metrics()[i];
              sums.put(names.get(i), new double[] {metric.sum(), metric.weight()});
            }
            return sums;
          }
        });
  }

  private void write(float[] values) {
    if (values.length != length) {
      throw new IllegalArgumentException(
          values.length + " numbers were given for " + length + " parameters");
    }
    try (PointerScope scope = new PointerScope();
        NoGradGuard noGrad = new NoGradGuard()) {
      parameters.values().narrow(0, 0, length).copy_(TensorIo.floats(values));
    }
    parameters.refresh();
  }

  private float[] read() {
    try (PointerScope scope = new PointerScope()) {
      return TensorIo.toFloats(parameters.values().narrow(0, 0, length));
    }
  }

  private Tensor padded(float[] values) {
    Tensor padded = parameters.zeros();
    try (PointerScope scope = new PointerScope();
        NoGradGuard noGrad = new NoGradGuard()) {
      padded.narrow(0, 0, length).copy_(TensorIo.floats(values));
    }
    return padded;
  }

  @Override
  public void close() {
    lanes.close();
    batches.close();
    parameters.close();
  }
}
