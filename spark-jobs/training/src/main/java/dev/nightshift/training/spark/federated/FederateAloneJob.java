package dev.nightshift.training.spark.federated;

import dev.nightshift.inference.checkpoint.FolderSwap;
import dev.nightshift.runtime.codec.RecordCodec;
import dev.nightshift.runtime.job.Job;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.runtime.job.JobOption;
import dev.nightshift.runtime.job.JobOutcome;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.schema.table.LakeTables;
import dev.nightshift.training.federated.client.ClientTable;
import dev.nightshift.training.federated.decoder.DecoderProgram;
import dev.nightshift.training.federated.spark.AloneStage;
import dev.nightshift.training.federated.spark.AloneStage.Alone;
import dev.nightshift.training.spark.ModelSource;
import dev.nightshift.training.spark.TrainingFlow;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The baseline of federated averaging: each client trains alone, and what it has then is measured
 * on the same held-out rows. Makes no model; the losses go to {@code metrics}, with the client's
 * number as the step.
 */
public final class FederateAloneJob implements Job {

  private static final String LOSS = "alone/validation/loss";

  private static final Set<String> SHARED =
      Set.of(
          FederateOptions.DATA,
          FederateOptions.CLIENT_KEY,
          FederateOptions.EXAMPLES,
          FederateOptions.VALIDATION,
          FederateOptions.HELD_OUT_SHARE,
          FederateOptions.SPLIT,
          ModelSource.MODEL,
          ModelSource.CONFIG,
          ModelSource.TOKENIZER,
          FederateOptions.LOCAL_EPOCHS,
          FederateOptions.BATCH_SIZE,
          FederateOptions.MICRO_BATCH_SIZE,
          FederateOptions.MAX_LENGTH,
          FederateOptions.CLIENT_RATE,
          FederateOptions.CLIP,
          FederateOptions.LORA_RANK,
          FederateOptions.LORA_ALPHA,
          FederateOptions.LORA_TARGETS,
          FederateOptions.VALIDATION_LIMIT,
          FederateOptions.PARTITIONS);

  private static final RecordCodec<TrainingFlow.Metric> METRICS =
      RecordCodec.of(TrainingFlow.Metric.class, LakeTables.METRICS);

  @Override
  public String name() {
    return "federate-alone";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "train each client of federated averaging alone and measure it, as a baseline";
  }

  @Override
  public String example() {
    return "--model models/base --data table:speeches --client-key speaker --local-epochs 10";
  }

  @Override
  public List<JobOption> options() {
    return FederateOptions.all().stream().filter(o -> SHARED.contains(o.name())).toList();
  }

  @Override
  public void check(JobArguments arguments, Faults faults) {
    ModelSource.check(arguments, faults);
    request(arguments, faults).check(faults);
  }

  private FederateRequest request(JobArguments arguments, Faults faults) {
    return new FederateRequest(
        JobArguments.check(new FederateJob(), arguments.asMap(), "job " + name(), faults));
  }

  @Override
  public JobOutcome run(JobContext context, JobArguments arguments) {
    Faults faults = new Faults();
    check(arguments, faults);
    FederateRequest request = request(arguments, new Faults());
    ModelSource model = new ModelSource(context, arguments);
    model.checkFolders(faults);
    faults.throwIfAny();
    Path work = context.workFolder();
    return TrainingFlow.files(
        "job " + name(),
        work,
        () -> {
          JobOutcome outcome = measure(context, request, model);
          FolderSwap.delete(work);
          return outcome;
        });
  }

  private static JobOutcome measure(JobContext context, FederateRequest request, ModelSource model)
      throws IOException {
    DecoderProgram program = FederateJob.program(context, request, model);
    if (program.validation() == null) {
      throw new RequestException(
          "nothing is held out to measure on",
          "option 'held-out-share'",
          "Raise it, or give --validation.");
    }
    int clients = ClientTable.read(Path.of(program.clients())).names(request.split()).size();
    int cores = context.spark().sparkContext().defaultParallelism();
    List<Alone> all =
        new AloneStage(context.spark(), program)
            .run(
                clients,
                request.local(context.seed()),
                request.partitions() > 0 ? request.partitions() : 4 * cores);
    List<TrainingFlow.Metric> rows = new ArrayList<>();
    double sum = 0;
    double weighted = 0;
    long examples = 0;
    int counted = 0;
    for (Alone alone : all) {
      if (Double.isFinite(alone.loss())) {
        rows.add(new TrainingFlow.Metric(alone.client(), LOSS, alone.loss()));
        sum += alone.loss();
        weighted += alone.examples() * alone.loss();
        examples += alone.examples();
        counted++;
      }
    }
    if (!context.written(LakeTables.METRICS.name(), 0)) {
      context.append(
          LakeTables.METRICS.name(), LakeTables.METRICS, METRICS.dataset(context.spark(), rows), 0);
    }
    JobOutcome outcome =
        JobOutcome.empty()
            .count("clients", clients)
            .count("clients-not-finite", clients - counted)
            .count("examples", examples);
    return counted == 0 || examples == 0
        ? outcome
        : outcome.value(LOSS, sum / counted).value(LOSS + "/by-examples", weighted / examples);
  }
}
