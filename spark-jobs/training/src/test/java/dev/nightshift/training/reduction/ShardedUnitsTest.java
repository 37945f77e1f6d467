package dev.nightshift.training.reduction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.inference.forward.Decoder;
import dev.nightshift.inference.forward.StageWeights;
import dev.nightshift.inference.model.ModelConfig;
import dev.nightshift.inference.tensor.NamedTensors;
import dev.nightshift.schema.random.CounterRandom;
import dev.nightshift.training.decoder.GatheredStages;
import dev.nightshift.training.lm.LanguageModelObjective;
import dev.nightshift.training.lm.TinyLlama;
import dev.nightshift.training.lm.TokenBatch;
import dev.nightshift.training.optimizer.AdamW;
import dev.nightshift.training.optimizer.AdamWSettings;
import dev.nightshift.training.optimizer.LearningRateSchedule;
import dev.nightshift.training.trainer.BatchSource;
import dev.nightshift.training.trainer.FlatLayout;
import dev.nightshift.training.trainer.Lanes;
import dev.nightshift.training.trainer.NamedParameters;
import dev.nightshift.training.trainer.OuterLoop;
import dev.nightshift.training.trainer.Trainer;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;

/** Parameters, gradients and moments in shards train to the bits of a whole. */
class ShardedUnitsTest {

  private static final int MICRO_BATCHES = 5;
  private static final int STEPS = 3;
  private static final double RATE = 1e-2;
  private static final double CLIP = 1;
  private static final ModelConfig CONFIG = ModelConfig.parse(TinyLlama.wideJson());

  /** What a worker ends with. */
  private record Ended(Map<String, float[]> weights, long bytesBetweenSteps, long mostBytes) {}

  /** Of one worker who keeps everything. */
  private record Whole(Map<String, float[]> weights) {}

  @Test
  void shardsTrainToTheBitsOfAWhole() throws Exception {
    Whole whole = whole();
    for (int workers : new int[] {1, 2, 3, 4}) {
      for (Ended ended : sharded(workers)) {
        assertThat(ended.weights().keySet()).isEqualTo(whole.weights().keySet());
        whole
            .weights()
            .forEach(
                (name, values) ->
                    assertThat(ended.weights().get(name))
                        .as(name + " of " + workers)
                        .isEqualTo(values));
      }
    }
  }

  /**
   * Of five blocks, two workers keep three and two. Values, total and two moments between steps are
   * four shards; during a step come one layer's or the rest's values and gradients, and at most
   * three levels of the tree.
   */
  @Test
  void aWorkerHoldsItsShare() throws Exception {
    long parameters = 0;
    long greatestUnit = 0;
    Map<Integer, Long> units = new TreeMap<>();
    for (Map.Entry<String, long[]> shape : Decoder.parameterShapes(CONFIG).entrySet()) {
      long length = 1;
      for (long size : shape.getValue()) {
        length *= size;
      }
      parameters += length;
      units.merge(GatheredStages.stageOf(shape.getKey()), length, Long::sum);
    }
    long outside = units.get(StageWeights.OUTSIDE);
    for (long unit : units.values()) {
      greatestUnit = Math.max(greatestUnit, unit);
    }
    assertThat(parameters).isBetween(4L * FlatLayout.BLOCK, 5L * FlatLayout.BLOCK);
    List<Ended> ended = sharded(2);
    for (int worker = 0; worker < 2; worker++) {
      long blocks = worker == 0 ? 3 : 2;
      long shards = 4L * Float.BYTES * blocks * FlatLayout.BLOCK;
      // Three levels at most of the own part of every unit, kept from step to step.
      long levels = 3L * Float.BYTES * blocks * FlatLayout.BLOCK;
      long inUse = 2L * Float.BYTES * (greatestUnit + outside);
      assertThat(ended.get(worker).bytesBetweenSteps()).isBetween(shards, shards + levels);
      assertThat(ended.get(worker).mostBytes()).isBetween(shards, shards + levels + inUse);
    }
  }

  private static List<Ended> sharded(int workers) throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    ExecutorService threads = Executors.newFixedThreadPool(workers);
    try {
      List<Callable<Ended>> tasks = new ArrayList<>();
      for (int rank = 0; rank < workers; rank++) {
        int own = rank;
        tasks.add(
            () -> {
              try (C10dGroup group =
                  C10dGroup.join(
                      "127.0.0.1",
                      port,
                      "127.0.0.1",
                      own,
                      workers,
                      new Device("cpu"),
                      () -> false)) {
                return train(group);
              }
            });
      }
      List<Ended> ended = new ArrayList<>();
      for (Future<Ended> future : threads.invokeAll(tasks)) {
        ended.add(future.get());
      }
      return ended;
    } finally {
      threads.shutdownNow();
    }
  }

  private static Ended train(Collectives group) {
    FlatLayout layout = FlatLayout.of(Decoder.parameterShapes(CONFIG));
    try (PointerScope scope = new PointerScope();
        ShardedUnits units =
            new ShardedUnits(layout, GatheredStages::stageOf, ScalarType.Float, group);
        AdamW optimizer =
            AdamW.ofShards(
                layout, AdamWSettings.DEFAULT, units.own(), units.values(), units.total());
        Lanes lanes = new Lanes(1)) {
      take(units, layout);
      Trainer<TokenBatch> trainer =
          Trainer.ofShards(
              units,
              new GatheredStages(units),
              (step, weights) -> batches(step),
              new LanguageModelObjective(CONFIG),
              optimizer,
              LearningRateSchedule.constant(RATE),
              CLIP,
              lanes,
              0);
      long moments = 0;
      for (Tensor moment : optimizer.moments().values()) {
        moments += moment.nbytes();
      }
      for (int step = 1; step <= STEPS; step++) {
        trainer.next();
      }
      return new Ended(weights(units), moments + units.heldBytes(), moments + units.mostBytes());
    }
  }

  /** The own blocks of the initial weights. */
  private static void take(ShardedUnits units, FlatLayout layout) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard noGrad = new NoGradGuard();
        NamedTensors initial = Decoder.initialize(CONFIG, 1);
        NamedParameters whole = NamedParameters.copyOf(initial.asMap())) {
      for (long block = 0; block < layout.blocks(); block++) {
        if (units.own().contains(block)) {
          units
              .values()
              .narrow(0, units.own().inShard(block), FlatLayout.BLOCK)
              .copy_(whole.values().narrow(0, block * FlatLayout.BLOCK, FlatLayout.BLOCK));
        }
      }
    }
  }

  private static Map<String, float[]> weights(ShardedUnits units) {
    Map<String, float[]> weights = new TreeMap<>();
    try (PointerScope scope = new PointerScope();
        NoGradGuard noGrad = new NoGradGuard()) {
      for (int stage = StageWeights.OUTSIDE; stage < CONFIG.layers(); stage++) {
        units.open(stage).forEach((name, tensor) -> weights.put(name, floats(tensor)));
        units.release(stage);
      }
    }
    return weights;
  }

  private static Whole whole() {
    try (PointerScope scope = new PointerScope();
        NamedTensors initial = Decoder.initialize(CONFIG, 1);
        NamedParameters parameters = NamedParameters.copyOf(initial.asMap());
        AdamW optimizer = new AdamW(parameters, AdamWSettings.DEFAULT);
        OneWorker exchange = new OneWorker();
        Lanes lanes = new Lanes(2);
        Trainer<TokenBatch> trainer =
            new Trainer<>(
                parameters,
                (step, weights) -> batches(step),
                new LanguageModelObjective(CONFIG),
                optimizer,
                LearningRateSchedule.constant(RATE),
                CLIP,
                OuterLoop.NONE,
                exchange,
                lanes,
                0)) {
      for (int step = 1; step <= STEPS; step++) {
        trainer.next();
      }
      Map<String, float[]> weights = new TreeMap<>();
      parameters.tensors().forEach((name, tensor) -> weights.put(name, floats(tensor)));
      return new Whole(weights);
    }
  }

  private static BatchSource.MicroBatches<TokenBatch> batches(long step) {
    return new BatchSource.MicroBatches<>() {
      @Override
      public int count() {
        return MICRO_BATCHES;
      }

      @Override
      public TokenBatch get(int index) {
        return batch(step, index);
      }
    };
  }

  private static TokenBatch batch(long step, int index) {
    CounterRandom random = CounterRandom.of(9, "batch", step * MICRO_BATCHES + index);
    int[] ids = new int[6 + random.nextInt(8)];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = random.nextInt(64);
    }
    return TokenBatch.of(List.of(ids), 1, 0);
  }

  private static float[] floats(Tensor tensor) {
    float[] values = new float[(int) tensor.numel()];
    tensor.detach().contiguous().data_ptr_float().get(values);
    return values;
  }
}
