package dev.nightshift.training.decoder;

import dev.nightshift.training.decoder.TrainingState.Position;
import dev.nightshift.training.optimizer.AdamW;
import dev.nightshift.training.reduction.GradientExchange;
import dev.nightshift.training.state.TrainingSession;
import dev.nightshift.training.state.TrainingSettings;
import dev.nightshift.training.trainer.BatchSource;
import dev.nightshift.training.trainer.ExtraState;
import dev.nightshift.training.trainer.FlatLayout;
import dev.nightshift.training.trainer.NamedParameters;
import dev.nightshift.training.trainer.Objective;
import dev.nightshift.training.trainer.OuterLoop;
import dev.nightshift.training.trainer.StepReport;
import dev.nightshift.training.trainer.Trainer;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * A trainer of a decoder with the state of a checkpoint.
 *
 * @param <B> a micro-batch
 */
public final class DecoderSession<B> implements TrainingSession {

  /**
   * What a method adds.
   *
   * @param source where batches come from
   * @param objective what is minimised
   * @param extra further state
   * @param evaluation measures the parameters on held-out data
   * @param resources what is closed with the session
   * @param <B> a micro-batch
   */
  public record Method<B>(
      BatchSource<B> source,
      Objective<B> objective,
      List<ExtraState> extra,
      Function<Map<String, Tensor>, Map<String, Double>> evaluation,
      List<Closeable> resources) {

    public Method {
      extra = List.copyOf(extra);
      resources = List.copyOf(resources);
    }
  }

  private final Path checkpoint;
  private final TrainingSettings settings;
  private final Method<B> method;
  private final NamedParameters parameters;
  private final AdamW optimizer;
  private final GradientExchange exchange;
  private final Trainer<B> trainer;

  /**
   * Loads a checkpoint.
   *
   * @param checkpoint its folder; without training state the training starts from its weights
   * @param settings what all methods share
   * @param method what this one adds
   * @param exchange how the workers add their gradients; stays the caller's to close
   */
  public DecoderSession(
      Path checkpoint, TrainingSettings settings, Method<B> method, GradientExchange exchange)
      throws IOException {
    this.checkpoint = checkpoint;
    this.settings = settings;
    this.method = method;
    this.exchange = exchange;
    try (PointerScope scope = new PointerScope()) {
      this.parameters = NamedParameters.copyOf(WorkingModel.weights(checkpoint));
    }
    FlatLayout layout = parameters.layout();
    this.optimizer = new AdamW(parameters, settings.optimizer(), exchange.own(layout.blocks()));
    TrainingState.read(checkpoint, layout, optimizer, method.extra());
    this.trainer =
        new Trainer<>(
            parameters,
            method.source(),
            method.objective(),
            optimizer,
            settings.schedule(),
            settings.clip(),
            OuterLoop.NONE,
            exchange,
            TrainingState.step(checkpoint));
  }

  @Override
  public long step() {
    return trainer.step();
  }

  @Override
  public StepReport next() {
    return trainer.next();
  }

  @Override
  public Map<String, Double> evaluate() {
    return method.evaluation().apply(parameters.tensors());
  }

  @Override
  public void save(Path folder) throws IOException {
    WorkingModel.write(folder, parameters.trained(), checkpoint);
    Position position =
        new Position(trainer.step(), trainer.step() * settings.batchSize(), settings.seed());
    TrainingState.write(folder, position, parameters.layout(), optimizer, method.extra(), exchange);
  }

  @Override
  public void contribute() {
    TrainingState.contribute(parameters.layout(), optimizer, exchange);
  }

  @Override
  public void close() {
    trainer.close();
    optimizer.close();
    parameters.close();
    for (Closeable resource : method.resources()) {
      try {
        resource.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
