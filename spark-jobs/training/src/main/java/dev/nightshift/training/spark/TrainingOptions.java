package dev.nightshift.training.spark;

import dev.nightshift.inference.tensor.DType;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.training.decoder.DecoderSettings;
import dev.nightshift.training.optimizer.AdamWSettings;
import dev.nightshift.training.optimizer.LearningRateSchedule;
import dev.nightshift.training.optimizer.LearningRateSchedule.Shape;
import dev.nightshift.training.reduction.ZeroStage;
import dev.nightshift.training.state.Selection;
import dev.nightshift.training.state.TrainingSettings;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The options that all methods of training share, and what is made of them. */
public final class TrainingOptions {

  /** The greatest rate of the schedule. */
  public static final String LEARNING_RATE = "learning-rate";

  /** What becomes of prompts that do not fit, where a method has them. */
  public static final String OVERLONG = "overlong-prompts";

  static final String STEPS = "steps";
  static final String EPOCHS = "epochs";
  static final String WORKERS = "workers";
  static final String THREADS = "threads";
  static final String ZERO = "zero";
  static final String RETRIES = "retries";
  static final String EARLY_STOP = "early-stop";
  static final String KEEP = "keep";
  static final String DTYPE = "dtype";
  static final String DEVICE = "device";
  static final String LORA_RANK = "lora-rank";
  static final String LORA_ALPHA = "lora-alpha";
  static final String LORA_TARGETS = "lora-targets";
  static final String AVERAGE = "average-decay";
  static final String RECOMPUTE = "activation-checkpointing";

  private final JobArguments arguments;

  TrainingOptions(JobArguments arguments) {
    this.arguments = arguments;
  }

  /** Adds a fault where not exactly one option says how long the training is. */
  void checkLength(Faults faults) {
    if (arguments.has(STEPS) == arguments.has(EPOCHS)) {
      faults.add(
          arguments.has(STEPS)
              ? "both --steps and --epochs were given"
              : "neither --steps nor --epochs was given",
          "",
          "Give one of them.");
    }
  }

  /** Adds a fault for every value that is wrong by itself. */
  void check(Faults faults) {
    OptionChecks checks = new OptionChecks(arguments, faults);
    checks.atLeast(STEPS, 1);
    checks.atLeast(EPOCHS, 1);
    checks.atLeast("batch-size", 1);
    checks.atLeast("micro-batch-size", 1);
    checks.atLeast("max-length", 2);
    checks.atLeast("warmup", 0);
    checks.atLeast("decay-steps", 0);
    checks.atLeast("evaluate-every", 0);
    checks.atLeast("validation-limit", 1);
    checks.range(LEARNING_RATE, 0, Double.MAX_VALUE);
    checks.range("final-share", 0, 1);
    checks.range("weight-decay", 0, Double.MAX_VALUE);
    checks.range("beta1", 0, Math.nextDown(1.0));
    checks.range("beta2", 0, Math.nextDown(1.0));
    checks.range("clip", 0, Double.MAX_VALUE);
    checks.atLeast(EARLY_STOP, 0);
    if (selects() && evaluateEvery() == 0) {
      faults.add(
          "--" + EARLY_STOP + " and --" + KEEP + " best need measurements on the way",
          "",
          "Give --evaluate-every.");
    }
    checks.atLeast(LORA_RANK, 0);
    checks.range(LORA_ALPHA, 0, Double.MAX_VALUE);
    if (arguments.smallInteger(LORA_RANK) > 0
        && arguments.find(ModelSource.RESUME).orElse("false").equals("true")) {
      faults.add(
          "--resume cannot go on with an adapter: the published model has it merged in",
          "",
          "Leave out --resume, to train a new adapter on the merged model.");
    }
    checks.range(AVERAGE, 0, Math.nextDown(1.0));
    if (!List.of("on", "off").contains(arguments.text(RECOMPUTE))) {
      faults.add(
          "--" + RECOMPUTE + " is '" + arguments.text(RECOMPUTE) + "'", "", "Give on or off.");
    }
    checks.execution("checkpoint-every", 1);
    checks.execution(WORKERS, 1);
    checks.execution(THREADS, 0);
    checks.execution(RETRIES, 0);
    if (!arguments.text(ZERO).matches("[013]")) {
      faults.add("--zero is '" + arguments.text(ZERO) + "'", "", "Give 0, 1 or 3.");
    }
    if (arguments.text(ZERO).equals("3") && !sharable()) {
      faults.add(
          "--zero 3 is for all weights on the CPU, without an average",
          "",
          "Leave out --lora-rank, --average-decay and --device, or give --zero 1.");
    }
    if (faults.isEmpty() && microBatchSize() > batchSize()) {
      faults.add(
          "--micro-batch-size " + microBatchSize() + " is greater than --batch-size " + batchSize(),
          "",
          "A step is made of whole micro-batches: lower it.");
    }
  }

  int batchSize() {
    return arguments.smallInteger("batch-size");
  }

  int microBatchSize() {
    return arguments.has("micro-batch-size")
        ? arguments.smallInteger("micro-batch-size")
        : TrainingSettings.defaultMicroBatchSize(batchSize(), maxLength());
  }

  /** Tokens of a row, or of a prompt with its answer. */
  public int maxLength() {
    return arguments.smallInteger("max-length");
  }

  int workers() {
    return Integer.parseInt(arguments.text(WORKERS));
  }

  /** How each worker works. */
  public SegmentTask.Execution execution() {
    return new SegmentTask.Execution(
        Integer.parseInt(arguments.text(THREADS)),
        ZeroStage.of(Integer.parseInt(arguments.text(ZERO))),
        arguments.text(DEVICE));
  }

  /** Whether the parameters themselves can be divided between workers. */
  private boolean sharable() {
    return arguments.smallInteger(LORA_RANK) == 0
        && arguments.number(AVERAGE) == 0
        && !arguments.text(DEVICE).equals("cuda");
  }

  int retries() {
    return Integer.parseInt(arguments.text(RETRIES));
  }

  long checkpointEvery() {
    return Long.parseLong(arguments.text("checkpoint-every"));
  }

  long evaluateEvery() {
    return arguments.integer("evaluate-every");
  }

  /** The greatest number of held-out examples to measure on. */
  public int validationLimit() {
    return arguments.smallInteger("validation-limit");
  }

  /** The number of steps, where {@code examples} rows or pairs make up an epoch. */
  public long steps(long rowsOfEpochs) {
    return arguments.has(STEPS)
        ? arguments.integer(STEPS)
        : (rowsOfEpochs + batchSize() - 1) / batchSize();
  }

  /** The number of epochs that were asked for; 1 where steps were. */
  public long epochs() {
    return arguments.has(EPOCHS) ? arguments.integer(EPOCHS) : 1;
  }

  private boolean selects() {
    return arguments.integer(EARLY_STOP) > 0 || arguments.text(KEEP).equals("best");
  }

  /**
   * Which checkpoint becomes the model.
   *
   * @param criterion name of the held-out loss, or null where there are no held-out data
   */
  Selection selection(@Nullable String criterion) {
    if (criterion == null && selects()) {
      throw new RequestException(
          "--" + EARLY_STOP + " and --" + KEEP + " best need held-out data, and there are none",
          "option 'validation'",
          "Give --validation, or data with a split named validation.");
    }
    return new Selection(
        criterion == null ? "" : criterion,
        arguments.text(KEEP).equals("best"),
        arguments.smallInteger(EARLY_STOP));
  }

  /** How the decoder is trained. */
  public DecoderSettings tuning() {
    int rank = arguments.smallInteger(LORA_RANK);
    DecoderSettings.Adapter adapter =
        rank == 0
            ? null
            : new DecoderSettings.Adapter(
                rank,
                arguments.has(LORA_ALPHA) ? arguments.number(LORA_ALPHA) : 2.0 * rank,
                List.of(arguments.text(LORA_TARGETS).split("\\s*,\\s*")));
    return new DecoderSettings(
        DType.ofName(arguments.text(DTYPE)).orElseThrow(),
        arguments.text(DEVICE),
        adapter,
        arguments.text(RECOMPUTE).equals("on"),
        arguments.number(AVERAGE));
  }

  /** Whether a low-rank adapter is trained in place of the weights. */
  public boolean adapts() {
    return arguments.smallInteger(LORA_RANK) > 0;
  }

  /** What the trainer needs, for a number of steps. */
  public TrainingSettings settings(JobContext context, long steps) {
    return settings(context, steps, arguments.number(LEARNING_RATE));
  }

  /** What the trainer needs, for a number of steps and a greatest learning rate. */
  public TrainingSettings settings(JobContext context, long steps, double learningRate) {
    Shape shape = Shape.valueOf(arguments.text("schedule").toUpperCase(Locale.ROOT));
    long warmup = Math.min(arguments.integer("warmup"), steps);
    LearningRateSchedule schedule =
        new LearningRateSchedule(
            shape,
            learningRate,
            warmup,
            steps,
            shape == Shape.WSD ? Math.min(arguments.integer("decay-steps"), steps - warmup) : 0,
            arguments.number("final-share"));
    AdamWSettings optimizer =
        new AdamWSettings(
            arguments.number("beta1"),
            arguments.number("beta2"),
            1e-8,
            arguments.number("weight-decay"),
            AdamWSettings.DecayGroup.MATRICES);
    return new TrainingSettings(
        context.seed(),
        batchSize(),
        microBatchSize(),
        maxLength(),
        schedule,
        optimizer,
        arguments.number("clip"));
  }
}
