package dev.nightshift.training.meta;

import dev.nightshift.training.decoder.TrainingState;
import dev.nightshift.training.decoder.TrainingState.Position;
import dev.nightshift.training.decoder.WorkingModel;
import dev.nightshift.training.optimizer.AdamW;
import dev.nightshift.training.optimizer.Optimizer;
import dev.nightshift.training.optimizer.Sgd;
import dev.nightshift.training.state.TrainingSession;
import dev.nightshift.training.state.TrainingSettings;
import dev.nightshift.training.state.Worker;
import dev.nightshift.training.trainer.BlockRange;
import dev.nightshift.training.trainer.Evaluation;
import dev.nightshift.training.trainer.NamedParameters;
import dev.nightshift.training.trainer.StepReport;
import dev.nightshift.training.trainer.Trainer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;

/**
 * A trainer of episodes with the state of a checkpoint. The outer step is AdamW's; of Reptile it is
 * plain gradient descent, whose rate is the share of the way to the adapted weights. Rates of
 * Meta-SGD and running statistics do not decay.
 *
 * @param <D> examples
 */
final class MetaSession<D> implements TrainingSession {

  private final Path checkpoint;
  private final TrainingSettings settings;
  private final Worker worker;
  private final TaskFamily<D> tasks;
  private final NamedParameters parameters;
  private final Optimizer optimizer;
  private final Trainer<Episode<D>> trainer;

  MetaSession(Path checkpoint, MetaProgram<D> program, Worker worker) throws IOException {
    this.checkpoint = checkpoint;
    this.settings = program.settings();
    this.worker = worker;
    Learner<D> learner = program.protocol().learner(checkpoint);
    this.tasks = program.protocol().tasks();
    try (PointerScope scope = new PointerScope()) {
      this.parameters = NamedParameters.copyOf(WorkingModel.weights(checkpoint));
    }
    BlockRange own = worker.exchange().own(parameters.layout().blocks());
    this.optimizer =
        program.meta().method() == MetaMethod.REPTILE
            ? new Sgd(parameters, own)
            : new AdamW(
                parameters,
                settings.optimizer(),
                own,
                name -> name.startsWith(InnerLoop.RATE) || learner.isStatistic(name));
    TrainingState.read(checkpoint, parameters.layout(), optimizer, List.of());
    this.trainer =
        new Trainer<>(
            parameters,
            new EpisodeSource<>(tasks, settings.batchSize()),
            new MetaObjective<>(learner, program.meta()),
            optimizer,
            settings.schedule(),
            settings.clip(),
            new RunningStatistics(parameters, learner),
            worker.exchange(),
            worker.lanes(),
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

  /** Adaptation is measured over Spark, by the driver. */
  @Override
  public Evaluation evaluate() {
    return Evaluation.NONE;
  }

  @Override
  public void save(Path folder) throws IOException {
    try (PointerScope scope = new PointerScope()) {
      WorkingModel.write(folder, parameters.views(parameters.values()), checkpoint);
    }
    Position position =
        new Position(trainer.step(), trainer.step() * settings.batchSize(), settings.seed());
    TrainingState.write(
        folder, position, parameters.layout(), optimizer, List.of(), worker.exchange());
  }

  @Override
  public void contribute() {
    TrainingState.contribute(parameters.layout(), optimizer, worker.exchange());
  }

  @Override
  public void close() {
    trainer.close();
    optimizer.close();
    parameters.close();
    try {
      tasks.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
