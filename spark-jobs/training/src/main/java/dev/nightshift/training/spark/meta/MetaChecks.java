package dev.nightshift.training.spark.meta;

import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.training.meta.MetaMethod;
import dev.nightshift.training.optimizer.LearningRateSchedule.Shape;
import dev.nightshift.training.spark.OptionChecks;
import dev.nightshift.training.spark.TrainingOptions;
import java.util.List;

/** What is wrong with {@link MetaOptions}, by themselves or together. */
final class MetaChecks {

  private final JobArguments arguments;
  private final MetaOptions options;

  /** Checks of a job's options. */
  MetaChecks(JobArguments arguments, MetaOptions options) {
    this.arguments = arguments;
    this.options = options;
  }

  /** Adds a fault for each value that is wrong. */
  void check(Faults faults) {
    OptionChecks checks = new OptionChecks(arguments, faults);
    for (String name :
        List.of(
            MetaOptions.SHOTS,
            MetaOptions.QUERIES,
            MetaOptions.INNER_STEPS,
            MetaOptions.META_BATCH,
            MetaOptions.EPISODES,
            MetaOptions.STEPS,
            MetaOptions.FILTERS)) {
      checks.count(name, 1);
    }
    checks.count(MetaOptions.TRAIN_SHOTS, 1);
    checks.count(MetaOptions.TRAIN_QUERIES, 1);
    checks.count(MetaOptions.WAYS, 2);
    checks.count(MetaOptions.TRAIN_WAYS, 2);
    checks.count(MetaOptions.MAX_LENGTH, 2);
    checks.count(MetaOptions.ADAPTATION_STEPS, 0);
    checks.count(MetaOptions.NEAREST, 0);
    checks.count(MetaOptions.HALVE_EVERY, 1);
    checks.count(MetaOptions.INNER_BATCH, 0);
    checks.count(MetaOptions.ADAPTATION_BATCH, 0);
    checks.count("warmup", 0);
    checks.count("evaluate-every", 0);
    checks.execution("checkpoint-every", 1);
    checks.execution("workers", 1);
    checks.execution("threads", 0);
    checks.execution("retries", 0);
    checks.range(MetaOptions.INNER_RATE, Double.MIN_VALUE, 1e6);
    checks.range(TrainingOptions.LEARNING_RATE, 0, 1e6);
    checks.range(MetaOptions.WEIGHT_DECAY, 0, 1e6);
    checks.range("clip", 0, 1e9);
    checks.range("final-share", 0, 1);
    checks.range(MetaOptions.BETA1, 0, Math.nextDown(1.0));
    checks.range(MetaOptions.BETA2, 0, Math.nextDown(1.0));
    checks.range(MetaOptions.HELD_OUT, Double.MIN_VALUE, Math.nextDown(1.0));
    if (!arguments.text("zero").matches("[01]")) {
      faults.add(
          "--zero is '" + arguments.text("zero") + "'",
          "",
          "Give 0 or 1: adaptation takes whole parameters.");
    }
    if (options.method() == MetaMethod.PROTONET
        && !options.protocol().equals(MetaOptions.OMNIGLOT)) {
      faults.add(
          "--method protonet compares classes, and the protocol "
              + options.protocol()
              + " has none",
          "",
          "Give --protocol omniglot, or another method.");
    }
    if (options.method() == MetaMethod.META_SGD
        && options.protocol().equals(MetaOptions.LANGUAGE)) {
      faults.add(
          "--method meta-sgd keeps a rate beside each weight, for which a model's folder has no"
              + " place",
          "",
          "Give --method maml.");
    }
    if (options.method() == MetaMethod.PROTONET && arguments.integer(MetaOptions.NEAREST) > 0) {
      faults.add("--" + MetaOptions.NEAREST + " needs a method that adapts", "", "Leave it out.");
    }
    if (options.protocol().equals(MetaOptions.OMNIGLOT) && !arguments.has(MetaOptions.DATA)) {
      faults.add("no --data was given", "", "Name the folder of Omniglot's archives.");
    }
    if (options.protocol().equals(MetaOptions.OMNIGLOT)
        && options.method() != MetaMethod.PROTONET
        && arguments.has(MetaOptions.TRAIN_WAYS)
        && arguments.integer(MetaOptions.TRAIN_WAYS) != arguments.integer(MetaOptions.WAYS)) {
      faults.add(
          "--train-ways is "
              + arguments.text(MetaOptions.TRAIN_WAYS)
              + " and --ways is "
              + arguments.text(MetaOptions.WAYS)
              + ": the net of "
              + options.method().label()
              + " has one output for each way",
          "",
          "Leave out --train-ways, or give --method protonet.");
    }
    checkUnread(faults);
  }

  /** Adds a fault for each option that was given and would not be read. */
  private void checkUnread(Faults faults) {
    String ofProtocol = "the protocol " + options.protocol();
    if (!options.protocol().equals(MetaOptions.OMNIGLOT)) {
      unread(
          faults,
          ofProtocol,
          MetaOptions.WAYS,
          MetaOptions.TRAIN_WAYS,
          MetaOptions.TRAIN_SHOTS,
          MetaOptions.TRAIN_QUERIES,
          MetaOptions.FILTERS,
          MetaOptions.NORMALISATION,
          MetaOptions.INNER_BATCH,
          MetaOptions.ADAPTATION_BATCH);
    } else if (options.method() != MetaMethod.REPTILE) {
      unread(
          faults,
          "--method " + options.method().label(),
          MetaOptions.INNER_BATCH,
          MetaOptions.ADAPTATION_BATCH);
    }
    if (!options.protocol().equals(MetaOptions.LANGUAGE)) {
      unread(faults, ofProtocol, MetaOptions.HELD_OUT, MetaOptions.MAX_LENGTH);
    }
    if (options.protocol().equals(MetaOptions.SINE)) {
      unread(faults, ofProtocol, MetaOptions.DATA);
    }
    String ofMethod = "--method " + options.method().label();
    if (!options.method().adapts()) {
      unread(
          faults,
          ofMethod,
          MetaOptions.INNER_STEPS,
          MetaOptions.INNER_RATE,
          MetaOptions.ADAPTATION_STEPS);
    }
    if (options.shape() != Shape.HALVING) {
      unread(faults, "a schedule without halving", MetaOptions.HALVE_EVERY);
    }
    if (options.method() == MetaMethod.REPTILE) {
      unread(faults, ofMethod, MetaOptions.WEIGHT_DECAY, MetaOptions.BETA1, MetaOptions.BETA2);
    }
  }

  private void unread(Faults faults, String who, String... names) {
    for (String name : names) {
      if (arguments.isGiven(name)) {
        faults.add(
            "--" + name + " was given, and " + who + " does not read it", "", "Leave it out.");
      }
    }
  }
}
