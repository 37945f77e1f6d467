package dev.nightshift.training.spark;

import dev.nightshift.inference.tensor.DType;
import dev.nightshift.inference.tensor.Devices;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.runtime.job.JobOption;
import dev.nightshift.runtime.job.OptionKind;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.training.decoder.DecoderSettings;
import dev.nightshift.training.optimizer.AdamWSettings;
import dev.nightshift.training.optimizer.LearningRateSchedule;
import dev.nightshift.training.optimizer.LearningRateSchedule.Shape;
import dev.nightshift.training.reduction.ZeroStage;
import dev.nightshift.training.state.Selection;
import dev.nightshift.training.state.TrainingSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The options that all methods of training share, and what is made of them. */
final class TrainingOptions {

  private static final String STEPS = "steps";
  private static final String EPOCHS = "epochs";
  static final String LEARNING_RATE = "learning-rate";
  private static final String WORKERS = "workers";
  private static final String THREADS = "threads";
  private static final String ZERO = "zero";
  private static final String RETRIES = "retries";
  private static final String EARLY_STOP = "early-stop";
  private static final String KEEP = "keep";
  private static final String DTYPE = "dtype";
  private static final String DEVICE = "device";
  private static final String LORA_RANK = "lora-rank";
  private static final String LORA_ALPHA = "lora-alpha";
  private static final String LORA_TARGETS = "lora-targets";
  private static final String AVERAGE = "average-decay";
  private static final String RECOMPUTE = "activation-checkpointing";

  private final JobArguments arguments;

  TrainingOptions(JobArguments arguments) {
    this.arguments = arguments;
  }

  /**
   * The shared options.
   *
   * @param learningRate default rate of the method
   * @param batchSize default batch size of the method
   * @param unit what a batch is made of, for the help
   */
  static List<JobOption> shared(String learningRate, String batchSize, String unit) {
    List<JobOption> options = new ArrayList<>();
    options.add(
        JobOption.required(
            "data", OptionKind.INPUT, "Training data: table:NAME, a file, a folder or a URI"));
    options.add(
        JobOption.optional("validation", OptionKind.INPUT, "Held-out data, as the training data"));
    options.add(JobOption.optional("model", OptionKind.INPUT, "Folder of the model to start from"));
    options.add(
        JobOption.of(
            ModelSource.RESUME,
            OptionKind.FLAG,
            "false",
            "Go on with the training of --model, its moments and its place in the data, up to --steps"
                + " in all"));
    options.add(JobOption.optional("output", OptionKind.OUTPUT_PATH, "Folder of the new model"));
    options.add(JobOption.optional(STEPS, OptionKind.INTEGER, "Steps of the optimizer"));
    options.add(
        JobOption.optional(
            EPOCHS, OptionKind.INTEGER, "Passes over the data, in place of --steps"));
    options.add(
        JobOption.of(
            "batch-size", OptionKind.INTEGER, batchSize, unit + " of a step, over all workers"));
    options.add(
        JobOption.optional(
            "micro-batch-size",
            OptionKind.INTEGER,
            unit + " of one forward pass, which has a core of its own; by default 1,024 tokens"));
    options.add(
        JobOption.of(
            "max-length", OptionKind.INTEGER, "256", "Tokens of a row; longer ones are cut"));
    options.add(
        JobOption.of(LEARNING_RATE, OptionKind.NUMBER, learningRate, "Greatest learning rate"));
    options.add(
        JobOption.choice(
            "schedule", List.of("cosine", "linear", "constant", "wsd"), "How the rate falls"));
    options.add(
        JobOption.of("warmup", OptionKind.INTEGER, "0", "Steps in which the rate rises linearly"));
    options.add(
        JobOption.of("decay-steps", OptionKind.INTEGER, "0", "Last steps of --schedule wsd"));
    options.add(
        JobOption.of(
            "final-share", OptionKind.NUMBER, "0", "Share of the rate at the end, 0 to 1"));
    options.add(JobOption.of("weight-decay", OptionKind.NUMBER, ".1", "Decay of matrices"));
    options.add(JobOption.of("beta1", OptionKind.NUMBER, ".9", "AdamW's decay of the mean"));
    options.add(JobOption.of("beta2", OptionKind.NUMBER, ".95", "AdamW's decay of the squares"));
    options.add(
        JobOption.of(
            "clip", OptionKind.NUMBER, "1", "Greatest norm of the gradient; 0 for no clipping"));
    options.add(
        JobOption.choice(
            DTYPE,
            List.of("float32", "bfloat16"),
            "Type of the forward and backward pass; masters and sums stay float32"));
    options.add(JobOption.choice(DEVICE, Devices.NAMES, "Where to train; auto takes a GPU"));
    options.add(
        JobOption.of(
            LORA_RANK,
            OptionKind.INTEGER,
            "0",
            "Rank of a low-rank adapter that is trained in place of the weights; 0 for none"));
    options.add(
        JobOption.optional(
            LORA_ALPHA, OptionKind.NUMBER, "Its scale is alpha / rank; by default twice the rank"));
    options.add(
        JobOption.of(
            LORA_TARGETS,
            OptionKind.TEXT,
            "all-linear",
            "Last names of the modules that get one, with commas, such as q_proj,v_proj"));
    options.add(
        JobOption.of(
            AVERAGE,
            OptionKind.NUMBER,
            "0",
            "Decay of a moving average of the weights, which is then the model; 0 for none"));
    options.add(
        JobOption.of(
            RECOMPUTE,
            OptionKind.EXECUTION,
            "off",
            "on: compute activations again on the way back, for less memory and the same result"));
    options.add(
        JobOption.of("checkpoint-every", OptionKind.EXECUTION, "500", "Steps between checkpoints"));
    options.add(
        JobOption.of(
            "evaluate-every",
            OptionKind.INTEGER,
            "0",
            "Steps between measurements on held-out data; 0 for only before and after"));
    options.add(
        JobOption.of(
            EARLY_STOP,
            OptionKind.INTEGER,
            "0",
            "End after so many measurements in a row that are no better; 0 for never"));
    options.add(
        JobOption.choice(
            KEEP,
            List.of("last", "best"),
            "Which checkpoint becomes the model: the last, or that of the least held-out loss"));
    options.add(
        JobOption.of(
            "validation-limit", OptionKind.INTEGER, "1000", "Held-out examples to measure on"));
    options.add(
        JobOption.of(
            WORKERS, OptionKind.EXECUTION, "1", "Workers; the result is the same for any"));
    options.add(
        JobOption.of(
            THREADS,
            OptionKind.EXECUTION,
            "0",
            "Micro-batches that a worker computes at once, on a core each; 0 for all its cores"));
    options.add(
        JobOption.of(
            ZERO,
            OptionKind.EXECUTION,
            "0",
            "What workers share out (ZeRO): 0 nothing, 1 moments, 3 all; the result is the same"));
    options.add(
        JobOption.of(
            RETRIES,
            OptionKind.EXECUTION,
            "3",
            "Times that the training resumes by itself after the loss of a worker"));
    return options;
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
    atLeast(STEPS, 1, faults);
    atLeast(EPOCHS, 1, faults);
    atLeast("batch-size", 1, faults);
    atLeast("micro-batch-size", 1, faults);
    atLeast("max-length", 2, faults);
    atLeast("warmup", 0, faults);
    atLeast("decay-steps", 0, faults);
    atLeast("evaluate-every", 0, faults);
    atLeast("validation-limit", 1, faults);
    range(LEARNING_RATE, 0, Double.MAX_VALUE, faults);
    range("final-share", 0, 1, faults);
    range("weight-decay", 0, Double.MAX_VALUE, faults);
    range("beta1", 0, Math.nextDown(1.0), faults);
    range("beta2", 0, Math.nextDown(1.0), faults);
    range("clip", 0, Double.MAX_VALUE, faults);
    atLeast(EARLY_STOP, 0, faults);
    if (selects() && evaluateEvery() == 0) {
      faults.add(
          "--" + EARLY_STOP + " and --" + KEEP + " best need measurements on the way",
          "",
          "Give --evaluate-every.");
    }
    atLeast(LORA_RANK, 0, faults);
    range(LORA_ALPHA, 0, Double.MAX_VALUE, faults);
    if (arguments.smallInteger(LORA_RANK) > 0
        && arguments.find(ModelSource.RESUME).orElse("false").equals("true")) {
      faults.add(
          "--resume cannot go on with an adapter: the published model has it merged in",
          "",
          "Leave out --resume, to train a new adapter on the merged model.");
    }
    range(AVERAGE, 0, Math.nextDown(1.0), faults);
    if (!List.of("on", "off").contains(arguments.text(RECOMPUTE))) {
      faults.add(
          "--" + RECOMPUTE + " is '" + arguments.text(RECOMPUTE) + "'", "", "Give on or off.");
    }
    execution("checkpoint-every", 1, faults);
    execution(WORKERS, 1, faults);
    execution(THREADS, 0, faults);
    execution(RETRIES, 0, faults);
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

  private void atLeast(String name, long least, Faults faults) {
    if (arguments.has(name) && arguments.integer(name) < least) {
      faults.add(
          "--" + name + " is " + arguments.integer(name), "", "Give at least " + least + ".");
    }
  }

  private void range(String name, double least, double most, Faults faults) {
    if (!arguments.has(name)) {
      return;
    }
    double value = arguments.number(name);
    if (value < least || value > most) {
      faults.add(
          "--" + name + " is " + value,
          "",
          most == Double.MAX_VALUE
              ? "Give at least " + least + "."
              : "Give a number from " + least + " to " + most + ".");
    }
  }

  private void execution(String name, int least, Faults faults) {
    String text = arguments.text(name);
    if (!text.matches("[0-9]{1,9}") || Integer.parseInt(text) < least) {
      faults.add("--" + name + " is '" + text + "'", "", "Give a whole number from " + least + ".");
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

  int maxLength() {
    return arguments.smallInteger("max-length");
  }

  int workers() {
    return Integer.parseInt(arguments.text(WORKERS));
  }

  /** How each worker works. */
  SegmentTask.Execution execution() {
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

  int validationLimit() {
    return arguments.smallInteger("validation-limit");
  }

  /** The number of steps, where {@code examples} rows or pairs make up an epoch. */
  long steps(long rowsOfEpochs) {
    return arguments.has(STEPS)
        ? arguments.integer(STEPS)
        : (rowsOfEpochs + batchSize() - 1) / batchSize();
  }

  /** The number of epochs that were asked for; 1 where steps were. */
  long epochs() {
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
  DecoderSettings tuning() {
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
  boolean adapts() {
    return arguments.smallInteger(LORA_RANK) > 0;
  }

  /** What the trainer needs, for a number of steps. */
  TrainingSettings settings(JobContext context, long steps) {
    return settings(context, steps, arguments.number(LEARNING_RATE));
  }

  /** What the trainer needs, for a number of steps and a greatest learning rate. */
  TrainingSettings settings(JobContext context, long steps, double learningRate) {
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
