package dev.nightshift.training.spark;

import dev.nightshift.inference.tensor.Devices;
import dev.nightshift.runtime.job.JobOption;
import dev.nightshift.runtime.job.OptionKind;
import java.util.ArrayList;
import java.util.List;

/** The options that all methods of training share, with their defaults, units and help. */
public final class TrainingOptionList {

  private TrainingOptionList() {}

  /**
   * The shared options.
   *
   * @param learningRate default rate of the method
   * @param batchSize default batch size of the method
   * @param unit what a batch is made of, for the help
   */
  public static List<JobOption> shared(String learningRate, String batchSize, String unit) {
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
    options.add(
        JobOption.optional(TrainingOptions.STEPS, OptionKind.INTEGER, "Steps of the optimizer"));
    options.add(
        JobOption.optional(
            TrainingOptions.EPOCHS,
            OptionKind.INTEGER,
            "Passes over the data, in place of --steps"));
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
        JobOption.of(
            TrainingOptions.LEARNING_RATE,
            OptionKind.NUMBER,
            learningRate,
            "Greatest learning rate"));
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
            TrainingOptions.DTYPE,
            List.of("float32", "bfloat16"),
            "Type of the forward and backward pass; masters and sums stay float32"));
    options.add(
        JobOption.choice(
            TrainingOptions.DEVICE, Devices.NAMES, "Where to train; auto takes a GPU"));
    options.add(
        JobOption.of(
            TrainingOptions.LORA_RANK,
            OptionKind.INTEGER,
            "0",
            "Rank of a low-rank adapter that is trained in place of the weights; 0 for none"));
    options.add(
        JobOption.optional(
            TrainingOptions.LORA_ALPHA,
            OptionKind.NUMBER,
            "Its scale is alpha / rank; by default twice the rank"));
    options.add(
        JobOption.of(
            TrainingOptions.LORA_TARGETS,
            OptionKind.TEXT,
            "all-linear",
            "Last names of the modules that get one, with commas, such as q_proj,v_proj"));
    options.add(
        JobOption.of(
            TrainingOptions.AVERAGE,
            OptionKind.NUMBER,
            "0",
            "Decay of a moving average of the weights, which is then the model; 0 for none"));
    options.add(
        JobOption.of(
            TrainingOptions.RECOMPUTE,
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
            TrainingOptions.EARLY_STOP,
            OptionKind.INTEGER,
            "0",
            "End after so many measurements in a row that are no better; 0 for never"));
    options.add(
        JobOption.choice(
            TrainingOptions.KEEP,
            List.of("last", "best"),
            "Which checkpoint becomes the model: the last, or that of the least held-out loss"));
    options.add(
        JobOption.of(
            "validation-limit", OptionKind.INTEGER, "1000", "Held-out examples to measure on"));
    options.add(
        JobOption.of(
            TrainingOptions.WORKERS,
            OptionKind.EXECUTION,
            "1",
            "Workers; the result is the same for any"));
    options.add(
        JobOption.of(
            TrainingOptions.THREADS,
            OptionKind.EXECUTION,
            "0",
            "Micro-batches that a worker computes at once, on a core each; 0 for all its cores"));
    options.add(
        JobOption.of(
            TrainingOptions.ZERO,
            OptionKind.EXECUTION,
            "0",
            "What workers share out (ZeRO): 0 nothing, 1 moments, 3 all; the result is the same"));
    options.add(
        JobOption.of(
            TrainingOptions.RETRIES,
            OptionKind.EXECUTION,
            "3",
            "Times that the training resumes by itself after the loss of a worker"));
    return options;
  }
}
