package dev.nightshift.training.preference;

import dev.nightshift.inference.model.ModelConfig;
import dev.nightshift.training.curriculum.CurriculumPlan;
import dev.nightshift.training.curriculum.CurriculumSession;
import dev.nightshift.training.curriculum.CurriculumSource;
import dev.nightshift.training.curriculum.ExampleLosses;
import dev.nightshift.training.data.LengthPlan;
import dev.nightshift.training.data.PairFile;
import dev.nightshift.training.data.SequenceFile;
import dev.nightshift.training.decoder.DecoderSession;
import dev.nightshift.training.decoder.DecoderSettings;
import dev.nightshift.training.decoder.WorkingModel;
import dev.nightshift.training.lm.TrainedDecoder;
import dev.nightshift.training.preference.loss.PreferenceLoss;
import dev.nightshift.training.preference.loss.StepStatistics;
import dev.nightshift.training.reduction.OneWorker;
import dev.nightshift.training.state.TrainingProgram;
import dev.nightshift.training.state.TrainingSession;
import dev.nightshift.training.state.TrainingSettings;
import dev.nightshift.training.state.Worker;
import dev.nightshift.training.trainer.BatchSource;
import dev.nightshift.training.trainer.Evaluation;
import dev.nightshift.training.trainer.Evaluation.Example;
import dev.nightshift.training.trainer.ExtraState;
import dev.nightshift.training.trainer.Lanes;
import dev.nightshift.training.trainer.Measurement;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Training on preferred and other answers by a direct loss. What the reference says of all answers
 * is computed before and lies beside the data ({@link ReferenceLogProbs}).
 *
 * @param settings what all methods share
 * @param tuning how the decoder is trained
 * @param loss the loss
 * @param data folder of the training examples, a {@link PairFile}
 * @param heldOut folder of the held-out examples, if there are any
 * @param padding the token that fills rows
 * @param curriculum the order of the training examples; null for a random one in each epoch
 */
public record PreferenceProgram(
    TrainingSettings settings,
    DecoderSettings tuning,
    PreferenceLoss loss,
    String data,
    @Nullable String heldOut,
    int padding,
    @Nullable CurriculumPlan curriculum)
    implements TrainingProgram {

  /** A training whose epochs go through the examples in random orders. */
  public PreferenceProgram(
      TrainingSettings settings,
      DecoderSettings tuning,
      PreferenceLoss loss,
      String data,
      @Nullable String heldOut,
      int padding) {
    this(settings, tuning, loss, data, heldOut, padding, null);
  }

  /** The folder of the mismatched answers for a folder of examples, beside it. */
  public static Path mismatchedOf(Path examples) {
    return examples.resolveSibling(examples.getFileName() + "-mismatched");
  }

  @Override
  public TrainingSession open(Path checkpoint, Worker worker) throws IOException {
    ModelConfig config = WorkingModel.config(checkpoint);
    TrainedDecoder decoder = new TrainedDecoder(config, tuning);
    List<Closeable> resources = new ArrayList<>();
    List<ExtraState> extra = new ArrayList<>();
    RewardShift shift = new RewardShift();
    if (loss.needsShift()) {
      extra.add(shift);
    }
    boolean forks = config.windows().stream().allMatch(window -> window == 0);
    PairReader training = reader("reference", data, forks, resources, extra);
    StepMeasure measure = measure(decoder, training, shift);
    StepPass pass = new StepPass(worker.exchange(), worker.lanes());
    PairSource.Statistics statistics =
        (parameters, examples) -> measure.ofStep(parameters, examples, pass);
    PreferenceObjective objective = new PreferenceObjective(decoder, loss);
    CurriculumSource<PairBatch> ordered = null;
    if (curriculum != null) {
      CurriculumPairs pairs =
          new CurriculumPairs(
              training, statistics, settings.batchSize(), settings.microBatchSize());
      ordered =
          curriculum.source(
              settings,
              training.data().pairs().count(),
              pairs,
              new ExampleLosses<>(objective, pairs, worker));
      extra.add(ordered.teacher());
    }
    BatchSource<PairBatch> source =
        ordered == null
            ? new PairSource(
                training,
                statistics,
                settings.seed(),
                settings.batchSize(),
                settings.microBatchSize())
            : ordered;
    PairReader other =
        heldOut == null ? null : reader("held-out-reference", heldOut, forks, resources, extra);
    DecoderSession.Method<PairBatch> method =
        new DecoderSession.Method<>(
            source,
            objective,
            extra,
            (parameters, lanes) ->
                other == null
                    ? Evaluation.NONE
                    : evaluate(objective, measure(decoder, other, shift), other, parameters, lanes),
            resources);
    TrainingSession session = DecoderSession.open(checkpoint, settings, tuning, method, worker);
    return ordered == null ? session : new CurriculumSession(session, ordered);
  }

  private StepMeasure measure(TrainedDecoder decoder, PairReader reader, RewardShift shift) {
    return new StepMeasure(decoder, loss, reader, shift, settings.microBatchSize());
  }

  private PairReader reader(
      String name, String folder, boolean forks, List<Closeable> resources, List<ExtraState> extra)
      throws IOException {
    Path examples = Path.of(folder);
    PairFile pairs = PairFile.open(examples);
    resources.add(pairs);
    SequenceFile mismatched = null;
    if (loss.needsKl()) {
      mismatched = SequenceFile.open(mismatchedOf(examples));
      resources.add(mismatched);
    }
    PairReader.Data read =
        new PairReader.Data(
            pairs,
            mismatched,
            reference(name, examples, pairs.sequences(), extra),
            mismatched == null
                ? null
                : reference(name + "-mismatched", mismatchedOf(examples), mismatched, extra));
    return new PairReader(read, forks, padding);
  }

  private @Nullable ReferenceLogProbs reference(
      String name, Path folder, SequenceFile file, List<ExtraState> extra) {
    if (!loss.usesReference()) {
      return null;
    }
    ReferenceLogProbs reference = new ReferenceLogProbs(name, folder, file.count());
    extra.add(reference);
    return reference;
  }

  /** The loss and the metrics of the objective on held-out examples, and what each of them gave. */
  private Evaluation evaluate(
      PreferenceObjective objective,
      StepMeasure measure,
      PairReader reader,
      Map<String, Tensor> parameters,
      Lanes lanes) {
    PairFile pairs = reader.data().pairs();
    int size = settings.microBatchSize();
    int[] order = LengthPlan.shortestFirst(pairs.count(), pairs::length);
    StepStatistics statistics;
    try (OneWorker alone = new OneWorker()) {
      statistics = measure.held(parameters, order, new StepPass(alone, lanes));
    }
    Map<String, Double> values = new LinkedHashMap<>();
    Example[] each = new Example[order.length];
    Measurement.of(
            objective,
            parameters,
            (order.length + size - 1) / size,
            i -> reader.batch(StepMeasure.part(order, i, size)).with(statistics),
            lanes,
            (part, i) -> {
              int[] some = StepMeasure.part(order, i, size);
              for (int k = 0; k < some.length; k++) {
                each[some[k]] = Example.of(some[k], pairs.prompt(some[k]), part.each().get(k));
              }
            })
        .forEach((name, value) -> values.put("held-out/" + name, value));
    return new Evaluation(values, List.of(each));
  }
}
