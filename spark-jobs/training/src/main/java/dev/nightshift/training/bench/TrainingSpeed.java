package dev.nightshift.training.bench;

import dev.nightshift.inference.forward.Decoder;
import dev.nightshift.inference.model.ModelConfig;
import dev.nightshift.inference.plan.ModelCost;
import dev.nightshift.inference.tensor.Devices;
import dev.nightshift.inference.tensor.NamedTensors;
import dev.nightshift.schema.random.CounterRandom;
import dev.nightshift.training.decoder.DecoderSettings;
import dev.nightshift.training.lm.LanguageModelObjective;
import dev.nightshift.training.lm.TokenBatch;
import dev.nightshift.training.lm.TrainedDecoder;
import dev.nightshift.training.optimizer.AdamW;
import dev.nightshift.training.optimizer.AdamWSettings;
import dev.nightshift.training.optimizer.LearningRateSchedule;
import dev.nightshift.training.reduction.OneWorker;
import dev.nightshift.training.state.TrainingSettings;
import dev.nightshift.training.trainer.BatchSource;
import dev.nightshift.training.trainer.Lanes;
import dev.nightshift.training.trainer.NamedParameters;
import dev.nightshift.training.trainer.OuterLoop;
import dev.nightshift.training.trainer.Trainer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Speed and memory of training steps of a decoder on random tokens: forward, backward, the sum of
 * gradients, clipping and AdamW, on one worker with micro-batches of the default size.
 */
public final class TrainingSpeed implements AutoCloseable {

  private static final int CEILING_SIZE = 2048;
  private static final int CEILING_ROUNDS = 8;
  private static final Path STATUS = Path.of("/proc/self/status");

  private final ModelConfig config;
  private final int rows;
  private final int context;
  private final Lanes lanes;
  private final NamedParameters parameters;
  private final AdamW optimizer;
  private final Trainer<TokenBatch> trainer;

  /**
   * What was measured.
   *
   * @param parameters number of trained parameters
   * @param tokensPerSecond tokens of a step by the median time of a step
   * @param operationsPerSecond floating-point operations by the same time; those of {@link
   *     ModelCost}
   * @param ceiling operations per second of a large matrix product on this machine, in float32
   * @param peakBytes greatest resident memory of the process so far
   * @param grownBytes growth of the resident memory over the measured steps
   */
  public record Result(
      long parameters,
      double tokensPerSecond,
      double operationsPerSecond,
      double ceiling,
      long peakBytes,
      long grownBytes) {

    /** Share of the machine's ceiling that the steps reached. */
    public double share() {
      return operationsPerSecond / ceiling;
    }
  }

  /**
   * A training to measure.
   *
   * @param config the decoder
   * @param settings how it is trained
   * @param rows rows of a step
   * @param context tokens of a row
   * @param lanes cores that work
   */
  public TrainingSpeed(
      ModelConfig config, DecoderSettings settings, int rows, int context, int lanes) {
    this.config = config;
    this.rows = rows;
    this.context = context;
    this.lanes = new Lanes(lanes);
    try (NamedTensors weights = Decoder.initialize(config, 1)) {
      this.parameters =
          NamedParameters.of(
              weights.asMap(),
              Map.of(),
              settings.compute().scalarType(),
              Devices.named(settings.device()));
    }
    this.optimizer = new AdamW(parameters, AdamWSettings.DEFAULT);
    this.trainer =
        new Trainer<>(
            parameters,
            this::batch,
            new LanguageModelObjective(new TrainedDecoder(config, settings), 0),
            optimizer,
            LearningRateSchedule.constant(1e-3),
            1,
            OuterLoop.NONE,
            new OneWorker(),
            this.lanes,
            0);
  }

  /**
   * Takes steps.
   *
   * @param warmup steps that are not measured
   * @param steps steps that are
   */
  public Result measure(int warmup, int steps) {
    for (int i = 0; i < warmup; i++) {
      trainer.next();
    }
    long before = Pointer.physicalBytes();
    double[] seconds = new double[steps];
    for (int i = 0; i < steps; i++) {
      long start = System.nanoTime();
      trainer.next();
      seconds[i] = (System.nanoTime() - start) / 1e9;
    }
    long grown = Pointer.physicalBytes() - before;
    Arrays.sort(seconds);
    double tokens = (double) rows * context / seconds[steps / 2];
    return new Result(
        parameters.layout().used(),
        tokens,
        tokens * ModelCost.of(config, context).flopsPerToken(),
        ceiling(),
        peak(),
        grown);
  }

  private BatchSource.MicroBatches<TokenBatch> batch(long step, Map<String, Tensor> unused) {
    return new BatchSource.MicroBatches<>() {
      @Override
      public int count() {
        return (rows + micro() - 1) / micro();
      }

      @Override
      public TokenBatch get(int index) {
        List<int[]> sequences = new ArrayList<>();
        for (int row = index * micro(); row < Math.min(rows, (index + 1) * micro()); row++) {
          CounterRandom random = CounterRandom.of(1, "bench", step * rows + row);
          int[] ids = new int[context];
          for (int i = 0; i < context; i++) {
            ids[i] = random.nextInt(config.vocabSize());
          }
          sequences.add(ids);
        }
        return TokenBatch.of(sequences, 1, 0);
      }
    };
  }

  private int micro() {
    return TrainingSettings.defaultMicroBatchSize(rows, context);
  }

  /**
   * Operations per second of the best of some rounds in which every core multiplies square float32
   * matrices.
   */
  private double ceiling() {
    double best = 0;
    try (PointerScope scope = new PointerScope();
        NoGradGuard noGrad = new NoGradGuard()) {
      Tensor a = torch.ones(CEILING_SIZE, CEILING_SIZE);
      Tensor b = torch.ones(CEILING_SIZE, CEILING_SIZE);
      for (int i = 0; i < CEILING_ROUNDS; i++) {
        long start = System.nanoTime();
        lanes.<Boolean>inOrder(
            0, lanes.count(), index -> lane -> a.matmul(b).defined(), (index, lane, made) -> {});
        double seconds = (System.nanoTime() - start) / 1e9;
        best = Math.max(best, lanes.count() * 2.0 * Math.pow(CEILING_SIZE, 3) / seconds);
      }
    }
    return best;
  }

  /** VmHWM of the process, in bytes; the memory of now where the system does not tell. */
  private static long peak() {
    if (!Files.isReadable(STATUS)) {
      return Pointer.physicalBytes();
    }
    try {
      return Files.readAllLines(STATUS).stream()
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10)
          .findFirst()
          .orElseGet(Pointer::physicalBytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    trainer.close();
    optimizer.close();
    parameters.close();
    lanes.close();
  }
}
