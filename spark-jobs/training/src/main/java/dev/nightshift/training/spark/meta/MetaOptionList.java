package dev.nightshift.training.spark.meta;

import dev.nightshift.runtime.job.JobOption;
import dev.nightshift.runtime.job.OptionKind;
import dev.nightshift.training.meta.MetaMethod;
import dev.nightshift.training.meta.Normalisation;
import dev.nightshift.training.spark.ModelSource;
import dev.nightshift.training.spark.TrainingOptionList;
import dev.nightshift.training.spark.TrainingOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The options of {@link MetaJob} with their defaults, units and help. */
final class MetaOptionList {

  /** Options of the other training jobs that mean the same here. */
  private static final Set<String> SHARED =
      Set.of(
          "output",
          "model",
          ModelSource.RESUME,
          MetaOptions.MAX_LENGTH,
          "warmup",
          "final-share",
          "checkpoint-every",
          "evaluate-every",
          "workers",
          "threads",
          "zero",
          "retries");

  private MetaOptionList() {}

  /** All options of the job. */
  static List<JobOption> all() {
    List<JobOption> options = new ArrayList<>();
    options.add(
        JobOption.choice(MetaOptions.METHOD, MetaMethod.labels(), "How it is learnt to learn"));
    options.add(
        JobOption.choice(
            MetaOptions.PROTOCOL,
            List.of(MetaOptions.SINE, MetaOptions.OMNIGLOT, MetaOptions.LANGUAGE),
            "The tasks, and the model for them"));
    options.add(
        JobOption.optional(
            MetaOptions.DATA,
            OptionKind.INPUT,
            "Omniglot's archives; for language files in the layout of BIG-Bench Hard, by default"
                + " generated problems"));
    options.add(
        JobOption.of(
            MetaOptions.WAYS, OptionKind.INTEGER, "5", "Classes of an episode of omniglot"));
    options.add(
        JobOption.optional(
            MetaOptions.SHOTS,
            OptionKind.INTEGER,
            "Examples to adapt to, of each class of omniglot; by default sine 10, omniglot 1,"
                + " language 8"));
    options.add(
        JobOption.optional(
            MetaOptions.QUERIES,
            OptionKind.INTEGER,
            "Examples to judge by, counted alike; by default sine 10, omniglot 15, language 8"));
    options.add(
        JobOption.optional(
            MetaOptions.TRAIN_WAYS,
            OptionKind.INTEGER,
            "Classes of an episode to learn on; by default those of --ways, of protonet 60 or as"
                + " many as there are"));
    options.add(
        JobOption.optional(
            MetaOptions.TRAIN_SHOTS,
            OptionKind.INTEGER,
            "Its examples of a class to adapt to; by default those of --shots, of reptile 10"));
    options.add(
        JobOption.optional(
            MetaOptions.TRAIN_QUERIES,
            OptionKind.INTEGER,
            "Its examples of a class to judge by; by default those of --queries, of protonet and"
                + " reptile 5"));
    options.add(
        JobOption.optional(
            MetaOptions.INNER_STEPS,
            OptionKind.INTEGER,
            "Steps of adaptation in training; by default 1, of omniglot with 20 ways 5, of reptile"
                + " 5 and 10"));
    options.add(
        JobOption.optional(
            MetaOptions.INNER_RATE,
            OptionKind.NUMBER,
            "Their rate; by default sine .01, omniglot .4 (20 ways .1, reptile .001 and .0005 by"
                + " Adam), language .05"));
    options.add(
        JobOption.optional(
            MetaOptions.INNER_BATCH,
            OptionKind.INTEGER,
            "Images that a step of reptile's adaptation sees in training; 0 for all; by default 10,"
                + " with 20 ways 20"));
    options.add(
        JobOption.optional(
            MetaOptions.META_BATCH,
            OptionKind.INTEGER,
            "Tasks of a step, over all workers; by default sine 25, omniglot 32 (20 ways 16,"
                + " reptile 5, protonet 1), language 4"));
    options.add(
        JobOption.optional(
            MetaOptions.ADAPTATION_STEPS,
            OptionKind.INTEGER,
            "Steps of adaptation when it is measured; by default 10, of reptile on omniglot 50"));
    options.add(
        JobOption.optional(
            MetaOptions.ADAPTATION_BATCH,
            OptionKind.INTEGER,
            "Images that each of them sees, of reptile; 0 for all; by default 5, with 20 ways 10"));
    options.add(
        JobOption.of(
            MetaOptions.EPISODES, OptionKind.INTEGER, "600", "Held-out episodes to measure on"));
    options.add(
        JobOption.of(
            MetaOptions.NEAREST,
            OptionKind.INTEGER,
            "0",
            "Known tasks: also measure adaptation from the weights of the nearest; 0 for not"));
    options.add(
        JobOption.of(
            MetaOptions.HELD_OUT,
            OptionKind.NUMBER,
            ".25",
            "Share of the tasks of language that is for the test; half as many are to measure on"
                + " the way"));
    options.add(
        JobOption.of(
            MetaOptions.FILTERS,
            OptionKind.INTEGER,
            "64",
            "Filters of each block of omniglot's net"));
    options.add(
        choice(
            MetaOptions.NORMALISATION,
            Normalisation.labels(),
            "Omniglot is measured with statistics of the images at hand (the default), or with"
                + " running means (of protonet)"));
    options.add(
        JobOption.required(MetaOptions.STEPS, OptionKind.INTEGER, "Steps of meta-training"));
    options.add(
        JobOption.optional(
            TrainingOptions.LEARNING_RATE,
            OptionKind.NUMBER,
            "Greatest rate of meta-training; by default .001, of reptile 1"));
    options.add(
        choice(
            MetaOptions.SCHEDULE,
            List.of("constant", "linear", "cosine", "halving"),
            "How that rate falls; by default not, of reptile linearly, of protonet by halving"));
    options.add(
        JobOption.of(
            MetaOptions.HALVE_EVERY,
            OptionKind.INTEGER,
            "2000",
            "Steps after which schedule halving halves it"));
    options.add(
        JobOption.of(MetaOptions.WEIGHT_DECAY, OptionKind.NUMBER, "0", "Decay of matrices"));
    options.add(
        JobOption.of(MetaOptions.BETA1, OptionKind.NUMBER, ".9", "AdamW's decay of the mean"));
    options.add(
        JobOption.of(MetaOptions.BETA2, OptionKind.NUMBER, ".999", "AdamW's decay of the squares"));
    options.add(
        JobOption.of(
            "clip", OptionKind.NUMBER, "0", "Greatest norm of the gradient; 0 for no clipping"));
    options.add(
        JobOption.optional(
            ModelSource.CONFIG, OptionKind.INPUT, "config.json of a model with fresh weights"));
    options.add(
        JobOption.optional(
            ModelSource.TOKENIZER, OptionKind.INPUT, "Folder of the tokenizer for fresh weights"));
    TrainingOptionList.shared("0.001", "1", "Tasks").stream()
        .filter(option -> SHARED.contains(option.name()))
        .forEach(options::add);
    return List.copyOf(options);
  }

  /** A choice whose default depends on the method. */
  private static JobOption choice(String name, List<String> choices, String help) {
    return new JobOption(name, OptionKind.CHOICE, false, null, choices, help);
  }
}
