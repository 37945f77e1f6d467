package dev.nightshift.training.spark.federated;

import dev.nightshift.classifiers.feature.FeatureSettings;
import dev.nightshift.classifiers.quality.BinaryScores;
import dev.nightshift.classifiers.quality.FlatNetwork;
import dev.nightshift.classifiers.quality.QualityManifest;
import dev.nightshift.classifiers.quality.QualityModel;
import dev.nightshift.classifiers.quality.QualityModelFolder;
import dev.nightshift.inference.checkpoint.FolderSwap;
import dev.nightshift.runtime.job.Input;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.runtime.job.JobOption;
import dev.nightshift.runtime.job.JobOutcome;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.training.federated.classifier.FeatureFile;
import dev.nightshift.training.federated.classifier.LabelledFeatures;
import dev.nightshift.training.federated.classifier.QualityProgram;
import dev.nightshift.training.federated.client.ClientTable;
import dev.nightshift.training.spark.Publication;
import dev.nightshift.training.spark.TrainingFlow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Trains the text-quality classifier by federated averaging: a Deeplearning4j network that never
 * sees the texts of two clients together. The model is one of those that {@code train-quality}
 * makes, and serves wherever they do.
 */
public final class FederateQualityJob implements FederatedJob {

  private static final String ARTIFACT = "quality-model";

  @Override
  public String name() {
    return "federate-quality";
  }

  @Override
  public int version() {
    return 2;
  }

  @Override
  public String summary() {
    return "train the text-quality classifier by federated averaging over clients";
  }

  @Override
  public String example() {
    return "--data labelled.jsonl --client-key site --rounds 100";
  }

  @Override
  public List<JobOption> options() {
    return FederateQualityOptions.all();
  }

  @Override
  public void check(JobArguments arguments, Faults faults) {
    FederateRequest request = FederateQualityOptions.request(arguments, "job " + name(), faults);
    FederateQualityOptions.check(arguments, faults);
    request.check(faults);
    FederateQualityOptions.checkScale(request, faults);
  }

  @Override
  public JobOutcome run(JobContext context, JobArguments arguments) {
    Faults faults = new Faults();
    check(arguments, faults);
    FederateRequest request =
        FederateQualityOptions.request(arguments, "job " + name(), new Faults());
    request.checkSecret(context.spark(), faults);
    faults.throwIfAny();
    Path folder = new Publication(this, context, arguments).folder();
    requireOwn(folder, context.runId());
    Path work = context.workFolder();
    return TrainingFlow.files(
        "job " + name(),
        work,
        () -> {
          if (!QualityModelFolder.exists(folder)) {
            train(context, arguments, request, folder);
          }
          JobOutcome outcome = register(context, folder);
          FolderSwap.delete(work);
          return outcome;
        });
  }

  /** What stands at the output is of an earlier attempt of this run, or refused. */
  private static void requireOwn(Path folder, String runId) {
    if (Files.exists(folder)
        && !(QualityModelFolder.exists(folder)
            && QualityModelFolder.manifest(folder).runId().equals(runId))) {
      throw new RequestException(
          "the output exists and is not of this run: " + folder,
          "option 'output'",
          "Models are named by digest and never replaced: give another folder.");
    }
  }

  private void train(
      JobContext context, JobArguments arguments, FederateRequest request, Path folder)
      throws IOException {
    FeatureSettings features = FederateQualityOptions.features(arguments);
    QualityData.Prepared data = new QualityData(context, request, features).prepare();
    QualityProgram program = program(context, arguments, request, data);
    Optional<EarlierRun> earlier = EarlierRun.find(this, context, arguments, request, ARTIFACT);
    FederatedRun run =
        FederatedRun.of(context, rounds(context, arguments, request, data), earlier.orElse(null));
    try (FlatNetwork trained = program.trained(run.parameters())) {
      QualityModel model =
          new QualityModel(features, data.standardisation(), trained.feedForward());
      JobOutcome outcome = new KeylessRows(context.workFolder()).tell(context, run.outcome());
      Map<String, Double> values = new LinkedHashMap<>(outcome.values());
      values.putAll(scores(model, data.heldOut()));
      Map<String, String> inputs = new LinkedHashMap<>();
      for (String option : List.of(FederateOptions.DATA, FederateOptions.VALIDATION)) {
        if (arguments.has(option)) {
          Input input = context.input(option);
          inputs.put(input.reference(), input.digest());
        }
      }
      QualityManifest manifest =
          new QualityManifest(
              QualityManifest.FORMAT,
              model.digest(),
              context.runId(),
              context.seed(),
              name() + " " + version(),
              inputs,
              arguments.asMap(),
              outcome.counts(),
              values,
              Map.of());
      Files.createDirectories(folder.getParent());
      QualityModelFolder.write(
          folder,
          model,
          trained,
          manifest,
          made -> run.writeState(Files.createDirectories(EarlierRun.stateOf(made))));
    }
  }

  private static QualityProgram program(
      JobContext context,
      JobArguments arguments,
      FederateRequest request,
      QualityData.Prepared data) {
    return new QualityProgram(
        FederateQualityOptions.network(arguments, context.seed()),
        data.standardisation(),
        data.rows().toString(),
        data.clients().toString(),
        request.split(),
        data.heldOut() == null ? null : data.heldOut().toString(),
        context.seed());
  }

  private FederatedJob.Rounds rounds(
      JobContext context,
      JobArguments arguments,
      FederateRequest request,
      QualityData.Prepared data)
      throws IOException {
    return new FederatedJob.Rounds(
        request,
        RequestDigest.of(this, context, arguments),
        program(context, arguments, request, data),
        ClientTable.read(data.clients()).names(request.split()));
  }

  @Override
  public FederatedJob.Rounds rounds(JobContext context, JobArguments arguments) throws IOException {
    FederateRequest request =
        FederateQualityOptions.request(arguments, "job " + name(), new Faults());
    FeatureSettings features = FederateQualityOptions.features(arguments);
    return rounds(
        context, arguments, request, new QualityData(context, request, features).prepare());
  }

  /** How well the model tells the held-out rows apart; nothing where a class is missing. */
  private static Map<String, Double> scores(QualityModel model, @Nullable Path heldOut)
      throws IOException {
    if (heldOut == null) {
      return Map.of();
    }
    try (FeatureFile file = FeatureFile.open(heldOut)) {
      double[] scores = new double[file.count()];
      boolean[] good = new boolean[file.count()];
      int positives = 0;
      for (int i = 0; i < scores.length; i++) {
        LabelledFeatures row = file.row(i);
        scores[i] = model.network().probability(row.features(), model.standardisation());
        good[i] = row.good();
        positives += row.good() ? 1 : 0;
      }
      if (positives == 0 || positives == scores.length) {
        return Map.of();
      }
      BinaryScores measured = BinaryScores.of(scores, good);
      Map<String, Double> values = new LinkedHashMap<>();
      values.put("accuracy", measured.accuracy());
      values.put("accuracy-stderr", measured.accuracyStderr());
      values.put("auc", measured.auc());
      values.put("auc-stderr", measured.aucStderr());
      return values;
    }
  }

  private static JobOutcome register(JobContext context, Path folder) {
    QualityModel model = QualityModel.load(folder);
    QualityManifest manifest = QualityModelFolder.manifest(folder);
    Publication.append(
        context,
        new Publication.ModelRow(
            model.digest(),
            model.weightsDigest(),
            null,
            "quality",
            null,
            folder.toString(),
            context.clock().instant()));
    return new JobOutcome(manifest.counts(), manifest.values(), Map.of())
        .artifact(ARTIFACT, folder.toString());
  }
}
