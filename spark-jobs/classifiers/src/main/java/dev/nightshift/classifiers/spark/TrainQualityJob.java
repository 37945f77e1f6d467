package dev.nightshift.classifiers.spark;

import dev.nightshift.classifiers.feature.Standardisation;
import dev.nightshift.classifiers.quality.BinaryScores;
import dev.nightshift.classifiers.quality.Dl4jWeights;
import dev.nightshift.classifiers.quality.QualityManifest;
import dev.nightshift.classifiers.quality.QualityModel;
import dev.nightshift.classifiers.quality.QualityModelFolder;
import dev.nightshift.runtime.job.Input;
import dev.nightshift.runtime.job.Job;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.runtime.job.JobOption;
import dev.nightshift.runtime.job.JobOutcome;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.error.RequestException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.sql.SparkSession;

/**
 * The job {@code train-quality}: a small network that tells good texts from bad ones, beside
 * MLlib's logistic regression on the same features and the same held-out rows.
 */
public final class TrainQualityJob implements Job {

  private static final int LEAST_PER_CLASS = 10;

  @Override
  public String name() {
    return "train-quality";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Trains the text-quality classifier by parameter averaging, beside a baseline";
  }

  @Override
  public String example() {
    return "--input labelled.jsonl --output models/quality";
  }

  @Override
  public List<JobOption> options() {
    return QualityOptions.OPTIONS;
  }

  @Override
  public JobOutcome run(JobContext context, JobArguments arguments) {
    QualityOptions options = QualityOptions.of(arguments);
    refuseKryo(context.spark());
    if (Files.exists(options.output())) {
      // The run was killed between the rename and its commit: what it trained stands.
      return finishOwn(context, options);
    }
    Input input = context.input("input");
    try (TrainingRows rows =
        TrainingRows.of(
            LabelledSource.read(context, input),
            options.features(),
            options.shards(),
            options.heldOut(),
            context.seed())) {
      refuseTooFew(rows.total(), input);
      Standardisation standardisation = MllibFeatures.standardise(context.spark(), rows.trained());
      AveragedTraining.Trained trained =
          new AveragedTraining(context.spark(), context.progress())
              .train(rows, options.features(), standardisation, options.network(context.seed()));
      QualityModel model =
          new QualityModel(options.features(), standardisation, Dl4jWeights.of(trained.network()));
      LogisticRegressionModel baseline =
          MllibFeatures.baseline(
              context.spark(), rows.trained(), options.features(), standardisation, options.l2());
      HeldOutScores scores = HeldOutScores.of(context.spark(), rows, model, baseline);
      QualityManifest manifest =
          new QualityManifest(
              QualityManifest.FORMAT,
              model.digest(),
              context.runId(),
              context.seed(),
              name() + " " + version(),
              Map.of(input.reference(), input.digest()),
              arguments.asMap(),
              counts(rows.total()),
              values(scores),
              Map.of("loss", trained.trainingLoss(), "held-out-loss", trained.heldOutLoss()));
      QualityModelFolder.write(options.output(), model, trained.network(), manifest);
      return finish(context, options, model, manifest);
    }
  }

  private JobOutcome finishOwn(JobContext context, QualityOptions options) {
    boolean own =
        QualityModelFolder.exists(options.output())
            && QualityModelFolder.manifest(options.output()).runId().equals(context.runId());
    if (!own) {
      throw new RequestException(
          "the output exists and is not of this run: " + options.output(),
          "option 'output' of job " + name(),
          "Models are named by digest and never replaced: give another folder.");
    }
    return finish(
        context,
        options,
        QualityModel.load(options.output()),
        QualityModelFolder.manifest(options.output()));
  }

  private static JobOutcome finish(
      JobContext context, QualityOptions options, QualityModel model, QualityManifest manifest) {
    String folder = options.output().toAbsolutePath().normalize().toString();
    QualityTables.append(context, folder, model, manifest);
    BinaryLine.tell(context.progress(), manifest.values(), manifest.counts());
    JobOutcome outcome = new JobOutcome(manifest.counts(), manifest.values(), Map.of());
    return outcome.artifact("quality-model", folder);
  }

  private static Map<String, Long> counts(ShardTally total) {
    Map<String, Long> counts = new LinkedHashMap<>();
    counts.put("read", total.read());
    counts.put("contradictory", total.contradictory());
    counts.put("trained", total.trained());
    counts.put("evaluated", total.heldOut());
    counts.put("evaluated-good", total.heldOutGood());
    return counts;
  }

  private static Map<String, Double> values(HeldOutScores scores) {
    Map<String, Double> values = new LinkedHashMap<>();
    put(values, "", scores.network());
    put(values, "baseline-", scores.baseline());
    return values;
  }

  private static void put(Map<String, Double> values, String prefix, BinaryScores scores) {
    values.put(prefix + "accuracy", scores.accuracy());
    values.put(prefix + "accuracy-stderr", scores.accuracyStderr());
    values.put(prefix + "auc", scores.auc());
    values.put(prefix + "auc-stderr", scores.aucStderr());
  }

  private static void refuseTooFew(ShardTally total, Input input) {
    Faults faults = new Faults();
    atLeast(total.trainedGood(), "good texts to train on", input, faults);
    atLeast(total.trained() - total.trainedGood(), "bad texts to train on", input, faults);
    atLeast(total.heldOutGood(), "good texts held out", input, faults);
    atLeast(total.heldOut() - total.heldOutGood(), "bad texts held out", input, faults);
    faults.throwIfAny();
  }

  private static void atLeast(long n, String what, Input input, Faults faults) {
    if (n < LEAST_PER_CLASS) {
      faults.add(
          "there are " + n + " " + what + ", of " + LEAST_PER_CLASS + " needed",
          input.reference(),
          "Label more texts, or change --held-out.");
    }
  }

  private static void refuseKryo(SparkSession spark) {
    String serializer = spark.conf().get("spark.serializer", "java");
    if (serializer.toLowerCase(Locale.ROOT).contains("kryo")) {
      throw new RequestException(
          "spark.serializer is " + serializer,
          "Spark configuration",
          "Deeplearning4j's arrays lose their native memory under it: leave spark.serializer unset.");
    }
  }
}
