package dev.nightshift.training.bench;

import dev.nightshift.inference.forward.Decoder;
import dev.nightshift.inference.model.ModelConfig;
import dev.nightshift.inference.tensor.NamedTensors;
import dev.nightshift.training.data.PairFile;
import dev.nightshift.training.data.Piece;
import dev.nightshift.training.data.SequenceFile;
import dev.nightshift.training.decoder.DecoderSettings;
import dev.nightshift.training.decoder.WorkingModel;
import dev.nightshift.training.lm.TokenBatch;
import dev.nightshift.training.lm.TrainedDecoder;
import dev.nightshift.training.optimizer.AdamWSettings;
import dev.nightshift.training.optimizer.LearningRateSchedule;
import dev.nightshift.training.preference.AnswerLogProbs;
import dev.nightshift.training.preference.PreferenceProgram;
import dev.nightshift.training.preference.ReferenceLogProbs;
import dev.nightshift.training.preference.loss.PreferenceLoss;
import dev.nightshift.training.reduction.OneWorker;
import dev.nightshift.training.state.CheckpointStore;
import dev.nightshift.training.state.TrainingSession;
import dev.nightshift.training.state.TrainingSettings;
import dev.nightshift.training.state.Worker;
import dev.nightshift.training.trainer.Lanes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;

/**
 * Speed and memory of direct preference training over a file of pairs, as the job runs it: the
 * reference once, then steps of forward, backward, clipping and AdamW on one worker.
 */
public final class PreferenceSpeed {

  private final ModelConfig config;
  private final PreferenceLoss loss;
  private final TrainingSettings settings;
  private final int cores;

  /**
   * What was measured.
   *
   * @param pairs pairs that were trained on
   * @param seconds time of the steps
   * @param referenceSeconds time of the reference of all pairs of the file
   * @param rates pairs per second of each tenth of the steps
   * @param grownBytes growth of the resident memory from the first tenth to the last
   */
  public record Result(
      long pairs, double seconds, double referenceSeconds, List<Double> rates, long grownBytes) {

    /** Pairs of a second of training. */
    public double pairsPerSecond() {
      return pairs / seconds;
    }
  }

  /**
   * A training to measure.
   *
   * @param config the decoder, which starts from fresh weights
   * @param loss the loss
   * @param batchSize pairs of a step
   * @param microBatchSize pairs of a forward pass
   * @param maxLength tokens of a prompt with one answer
   * @param cores lanes that work
   */
  public PreferenceSpeed(
      ModelConfig config,
      PreferenceLoss loss,
      int batchSize,
      int microBatchSize,
      int maxLength,
      int cores) {
    this.config = config;
    this.loss = loss;
    this.cores = cores;
    this.settings =
        new TrainingSettings(
            1,
            batchSize,
            microBatchSize,
            maxLength,
            LearningRateSchedule.constant(1e-6),
            AdamWSettings.DEFAULT,
            1);
  }

  /**
   * Takes steps.
   *
   * @param folder for a checkpoint
   * @param data folder of the pairs
   * @param warmup steps that are not measured
   * @param steps steps that are
   */
  public Result measure(Path folder, Path data, int warmup, int steps) throws IOException {
    Path initial = new CheckpointStore(folder).initial();
    Files.createDirectories(initial);
    try (Lanes lanes = new Lanes(cores);
        OneWorker exchange = new OneWorker()) {
      double reference = start(initial, data, lanes);
      PreferenceProgram program =
          new PreferenceProgram(
              settings, DecoderSettings.DEFAULT, loss, data.toString(), null, 0);
      try (TrainingSession session = program.open(initial, new Worker(exchange, lanes))) {
        for (int i = 0; i < warmup; i++) {
          session.next();
        }
        return steps(session, steps, reference);
      }
    }
  }

  private Result steps(TrainingSession session, int steps, double reference) {
    Double[] rates = new Double[10];
    long after = 0;
    double seconds = 0;
    int done = 0;
    for (int tenth = 0; tenth < rates.length; tenth++) {
      int until = (tenth + 1) * steps / rates.length;
      int taken = until - done;
      long start = System.nanoTime();
      for (; done < until; done++) {
        session.next();
      }
      double took = (System.nanoTime() - start) / 1e9;
      seconds += took;
      rates[tenth] = taken * settings.batchSize() / took;
      after = tenth == 0 ? Pointer.physicalBytes() : after;
    }
    return new Result(
        (long) steps * settings.batchSize(),
        seconds,
        reference,
        List.of(rates),
        Pointer.physicalBytes() - after);
  }

  /** Writes the model and what it says of all answers; the time of the latter. */
  private double start(Path initial, Path data, Lanes lanes) throws IOException {
    Path template = Files.createDirectories(initial.resolveSibling("template"));
    Files.writeString(template.resolve("config.json"), config.toJson());
    try (PointerScope scope = new PointerScope();
        NamedTensors weights = Decoder.initialize(config, 1);
        PairFile pairs = PairFile.open(data);
        ReferenceLogProbs.Writer writer = new ReferenceLogProbs.Writer(data)) {
      WorkingModel.write(initial, weights.asMap(), template);
      SequenceFile file = pairs.sequences();
      TrainedDecoder decoder = new TrainedDecoder(config);
      double[] values = new double[file.count()];
      long start = System.nanoTime();
      lanes.<Double>inOrder(
          0,
          file.count(),
          sequence -> {
            Piece whole = new Piece(sequence, 0, file.length(sequence));
            TokenBatch row = TokenBatch.of(file, List.of(List.of(whole)), 0);
            return lane -> AnswerLogProbs.of(decoder, weights.asMap(), row)[0];
          },
          (sequence, lane, value) -> values[sequence] = value);
      double took = (System.nanoTime() - start) / 1e9;
      for (double value : values) {
        writer.add(value);
      }
      writer.finish();
      return took;
    }
  }
}
