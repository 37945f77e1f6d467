package dev.nightshift.training.decoder;

import dev.nightshift.inference.adapter.LoraAdapter;
import dev.nightshift.inference.adapter.LoraConfig;
import dev.nightshift.inference.adapter.LoraMerge;
import dev.nightshift.inference.model.ModelConfig;
import dev.nightshift.inference.tensor.NamedTensors;
import dev.nightshift.training.decoder.TrainingState.Position;
import dev.nightshift.training.optimizer.AdamW;
import dev.nightshift.training.reduction.ShardedUnits;
import dev.nightshift.training.state.CheckpointStore;
import dev.nightshift.training.state.TrainingSession;
import dev.nightshift.training.state.TrainingSettings;
import dev.nightshift.training.state.Worker;
import dev.nightshift.training.trainer.BatchSource;
import dev.nightshift.training.trainer.Evaluation;
import dev.nightshift.training.trainer.ExtraState;
import dev.nightshift.training.trainer.FlatLayout;
import dev.nightshift.training.trainer.Lanes;
import dev.nightshift.training.trainer.NamedParameters;
import dev.nightshift.training.trainer.Objective;
import dev.nightshift.training.trainer.OuterLoop;
import dev.nightshift.training.trainer.StepReport;
import dev.nightshift.training.trainer.Trainer;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

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
   * @param companion folder of a checkpoint with parameters that are trained beside the decoder's,
   *     all of them and without an adapter; their names start with its name and a dot. Null where
   *     there are none.
   * @param <B> a micro-batch
   */
  public record Method<B>(
      BatchSource<B> source,
      Objective<B> objective,
      List<ExtraState> extra,
      BiFunction<Map<String, Tensor>, Lanes, Evaluation> evaluation,
      List<Closeable> resources,
      @Nullable String companion) {

    public Method {
      extra = List.copyOf(extra);
      resources = List.copyOf(resources);
    }

    /** A method that trains nothing beside the decoder. */
    public Method(
        BatchSource<B> source,
        Objective<B> objective,
        List<ExtraState> extra,
        BiFunction<Map<String, Tensor>, Lanes, Evaluation> evaluation,
        List<Closeable> resources) {
      this(source, objective, extra, evaluation, resources, null);
    }
  }

  private final Path checkpoint;
  private final TrainingSettings settings;
  private final DecoderSettings tuning;
  private final Method<B> method;
  private final ModelConfig config;
  private final NamedParameters parameters;
  private final @Nullable MovingAverage average;
  private final AdamW optimizer;
  private final Worker worker;
  private final Trainer<B> trainer;

  /**
   * Loads a checkpoint, whole or into shards, as the exchange divides it.
   *
   * @param checkpoint its folder; without training state the training starts from its weights
   * @param settings what all methods share
   * @param tuning how the decoder is trained; shards know neither adapters nor averages
   * @param method what this one adds
   * @param worker what it works with
   */
  public static <B> TrainingSession open(
      Path checkpoint,
      TrainingSettings settings,
      DecoderSettings tuning,
      Method<B> method,
      Worker worker)
      throws IOException {
    FlatLayout layout = ShardedDecoderSession.layoutOf(checkpoint);
    ShardedUnits units =
        worker.exchange().units(layout, GatheredStages::stageOf, tuning.compute().scalarType());
    return units == null
        ? new DecoderSession<>(checkpoint, settings, tuning, method, worker)
        : new ShardedDecoderSession<>(checkpoint, settings, method, worker, layout, units);
  }

  /**
   * Loads a checkpoint.
   *
   * @param checkpoint its folder; without training state the training starts from its weights
   * @param settings what all methods share
   * @param tuning how the decoder is trained
   * @param method what this one adds
   * @param worker what it works with
   */
  public DecoderSession(
      Path checkpoint,
      TrainingSettings settings,
      DecoderSettings tuning,
      Method<B> method,
      Worker worker)
      throws IOException {
    this.checkpoint = checkpoint;
    this.settings = settings;
    this.tuning = tuning;
    this.method = method;
    this.worker = worker;
    this.config = WorkingModel.config(checkpoint);
    try (PointerScope scope = new PointerScope()) {
      Device device = worker.device(tuning.device());
      ScalarType compute = tuning.compute().scalarType();
      this.parameters = load(compute, device);
      this.average =
          tuning.averageDecay() > 0 ? new MovingAverage(parameters, tuning.averageDecay()) : null;
      TrainingState.readRaw(checkpoint, parameters);
    }
    FlatLayout layout = parameters.layout();
    this.optimizer =
        new AdamW(parameters, settings.optimizer(), worker.exchange().own(layout.blocks()));
    TrainingState.read(checkpoint, layout, optimizer, method.extra());
    this.trainer =
        new Trainer<>(
            parameters,
            method.source(),
            method.objective(),
            optimizer,
            settings.schedule(),
            settings.clip(),
            average == null ? OuterLoop.NONE : average,
            worker.exchange(),
            worker.lanes(),
            TrainingState.step(checkpoint));
  }

  /**
   * The weights of the checkpoint, or its adapter beside the weights that the training began with.
   * A head of labels is trained whole with an adapter.
   */
  private NamedParameters load(ScalarType compute, Device device) {
    DecoderSettings.Adapter wanted = tuning.adapter();
    Map<String, Tensor> trained = companion();
    if (wanted == null) {
      trained.putAll(WorkingModel.weights(checkpoint));
      return NamedParameters.of(trained, Map.of(), compute, device);
    }
    Map<String, Tensor> base =
        new LinkedHashMap<>(WorkingModel.weights(CheckpointStore.initialOf(checkpoint)));
    Path folder = checkpoint.resolve(WorkingModel.ADAPTER);
    try (LoraAdapter adapter =
        Files.isDirectory(folder)
            ? LoraAdapter.read(folder, config)
            : LoraAdapter.fresh(
                config, wanted.config().withHeadOf(config), base, settings.seed())) {
      base.keySet().removeAll(adapter.tensors().names());
      trained.putAll(adapter.tensors().asMap());
      return NamedParameters.of(trained, base, compute, device);
    }
  }

  /** The parameters that are trained beside the decoder's, by the names that they have here. */
  private Map<String, Tensor> companion() {
    Map<String, Tensor> parametersBeside = new LinkedHashMap<>();
    String companion = method.companion();
    if (companion != null) {
      WorkingModel.weights(checkpoint.resolve(companion))
          .forEach((name, tensor) -> parametersBeside.put(companion + "." + name, tensor));
    }
    return parametersBeside;
  }

  /** Takes the companion's parameters out of all and writes them into their folder. */
  private void saveCompanion(Path folder, Map<String, Tensor> all) throws IOException {
    String companion = method.companion();
    if (companion != null) {
      Map<String, Tensor> own = TensorFile.below(companion + ".", all);
      own.keySet().forEach(name -> all.remove(companion + "." + name));
      WorkingModel.write(
          Files.createDirectories(folder.resolve(companion)), own, checkpoint.resolve(companion));
    }
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
  public Evaluation evaluate() {
    if (average == null) {
      return method.evaluation().apply(parameters.tensors(), worker.lanes());
    }
    try (PointerScope scope = new PointerScope()) {
      return method.evaluation().apply(parameters.reading(average.values()), worker.lanes());
    }
  }

  @Override
  public void save(Path folder) throws IOException {
    try (PointerScope scope = new PointerScope()) {
      Map<String, Tensor> masters = parameters.views(parameters.values());
      Map<String, Tensor> published =
          average == null ? masters : parameters.views(average.values());
      DecoderSettings.Adapter wanted = tuning.adapter();
      Map<String, Tensor> ofDecoder = new LinkedHashMap<>(published);
      saveCompanion(folder, ofDecoder);
      if (wanted == null) {
        WorkingModel.write(folder, ofDecoder, checkpoint);
      } else {
        saveAdapted(folder, ofDecoder, wanted.config().withHeadOf(config));
      }
      if (average != null) {
        TrainingState.writeRaw(folder, masters);
      }
    }
    Position position =
        new Position(trainer.step(), trainer.step() * settings.batchSize(), settings.seed());
    TrainingState.write(
        folder, position, parameters.layout(), optimizer, method.extra(), worker.exchange());
  }

  @Override
  public void contribute() {
    TrainingState.contribute(parameters.layout(), optimizer, worker.exchange());
  }

  /** Writes the adapter, and the model with the adapter merged in. */
  private void saveAdapted(Path folder, Map<String, Tensor> adapter, LoraConfig lora)
      throws IOException {
    Map<String, Tensor> onCpu = new LinkedHashMap<>();
    adapter.forEach((name, tensor) -> onCpu.put(name, tensor.detach().cpu()));
    Map<String, Tensor> base = WorkingModel.weights(CheckpointStore.initialOf(checkpoint));
    try (LoraAdapter trained = LoraAdapter.of(config, lora, NamedTensors.own(onCpu));
        NamedTensors merged = LoraMerge.copyOf(base, trained)) {
      WorkingModel.write(folder, merged.asMap(), checkpoint);
      trained.write(folder.resolve(WorkingModel.ADAPTER));
    }
  }

  @Override
  public void close() {
    trainer.close();
    optimizer.close();
    if (average != null) {
      average.close();
    }
    parameters.close();
    close(method.resources());
  }

  static void close(List<Closeable> resources) {
    for (Closeable resource : resources) {
      try {
        resource.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
