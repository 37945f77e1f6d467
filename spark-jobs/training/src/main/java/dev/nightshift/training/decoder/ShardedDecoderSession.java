package dev.nightshift.training.decoder;

import dev.nightshift.inference.forward.Decoder;
import dev.nightshift.training.decoder.DecoderSession.Method;
import dev.nightshift.training.decoder.TrainingState.Position;
import dev.nightshift.training.optimizer.AdamW;
import dev.nightshift.training.reduction.GradientExchange;
import dev.nightshift.training.reduction.ShardedUnits;
import dev.nightshift.training.state.TrainingSession;
import dev.nightshift.training.state.TrainingSettings;
import dev.nightshift.training.state.Worker;
import dev.nightshift.training.trainer.Evaluation;
import dev.nightshift.training.trainer.FlatLayout;
import dev.nightshift.training.trainer.FlatLayout.Slot;
import dev.nightshift.training.trainer.Lanes;
import dev.nightshift.training.trainer.StepReport;
import dev.nightshift.training.trainer.Trainer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * A trainer of a decoder whose parameters no worker keeps whole. Its checkpoints are those of
 * {@link DecoderSession}, byte for byte.
 *
 * @param <B> a micro-batch
 */
final class ShardedDecoderSession<B> implements TrainingSession {

  private final Path checkpoint;
  private final TrainingSettings settings;
  private final Method<B> method;
  private final GradientExchange exchange;
  private final Lanes lanes;
  private final FlatLayout layout;
  private final ShardedUnits units;
  private final GatheredStages stages;
  private final AdamW optimizer;
  private final Trainer<B> trainer;

  /** Loads the own part of a checkpoint into shards. */
  ShardedDecoderSession(
      Path checkpoint,
      TrainingSettings settings,
      Method<B> method,
      Worker worker,
      FlatLayout layout,
      ShardedUnits units)
      throws IOException {
    this.checkpoint = checkpoint;
    this.settings = settings;
    this.method = method;
    this.exchange = worker.exchange();
    this.lanes = worker.lanes();
    this.layout = layout;
    this.units = units;
    this.stages = new GatheredStages(units);
    Map<String, Slot> slots = slots();
    WorkingModel.forEach(
        checkpoint,
        slots.keySet(),
        (name, tensor) ->
            FlatShards.copyInto(
                units.values(), units.own(), Objects.requireNonNull(slots.get(name)), tensor));
    this.optimizer =
        AdamW.ofShards(layout, settings.optimizer(), units.own(), units.values(), units.total());
    TrainingState.read(checkpoint, layout, optimizer, method.extra());
    this.trainer =
        Trainer.ofShards(
            units,
            stages,
            method.source(),
            method.objective(),
            optimizer,
            settings.schedule(),
            settings.clip(),
            lanes,
            TrainingState.step(checkpoint));
  }

  /** The layout of a decoder's parameters. */
  static FlatLayout layoutOf(Path checkpoint) {
    return FlatLayout.of(Decoder.parameterShapes(WorkingModel.config(checkpoint)));
  }

  private Map<String, Slot> slots() {
    Map<String, Slot> slots = new LinkedHashMap<>();
    layout.slots().forEach(slot -> slots.put(slot.name(), slot));
    return slots;
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
  public boolean evaluatesTogether() {
    return true;
  }

  @Override
  public Evaluation evaluate() {
    try {
      return method.evaluation().apply(stages, lanes);
    } finally {
      units.releaseAll();
    }
  }

  @Override
  public void save(Path folder) throws IOException {
    Map<String, Slot> slots = slots();
    Map<String, long[]> shapes = new LinkedHashMap<>();
    slots.forEach((name, slot) -> shapes.put(name, slot.shapeArray()));
    WorkingModel.write(
        folder,
        shapes,
        name -> {
          Slot slot = Objects.requireNonNull(slots.get(name));
          return collect(slot).view(slot.shapeArray());
        },
        checkpoint);
    Position position =
        new Position(trainer.step(), trainer.step() * settings.batchSize(), settings.seed());
    TrainingState.write(folder, position, layout, optimizer, method.extra(), exchange);
  }

  @Override
  public void contribute() {
    for (Slot slot : layout.slots()) {
      try (PointerScope scope = new PointerScope()) {
        collect(slot);
      }
    }
    TrainingState.contribute(layout, optimizer, exchange);
  }

  private Tensor collect(Slot slot) {
    return exchange.collect(units.values(), layout.blocks(), slot.offset(), slot.length());
  }

  @Override
  public void close() {
    trainer.close();
    optimizer.close();
    units.close();
    DecoderSession.close(method.resources());
  }
}
