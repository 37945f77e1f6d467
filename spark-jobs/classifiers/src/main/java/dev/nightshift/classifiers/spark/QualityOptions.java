package dev.nightshift.classifiers.spark;

import dev.nightshift.classifiers.feature.FeatureSettings;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobOption;
import dev.nightshift.runtime.job.OptionKind;
import dev.nightshift.schema.error.Faults;
import java.nio.file.Path;
import java.util.List;

/**
 * The options of {@code train-quality}, checked.
 *
 * @param output folder of the model
 * @param features what the network sees
 * @param shards logical shards
 * @param heldOut share of the texts that is kept for evaluation
 * @param hidden units of the hidden layer
 * @param epochs passes over the rows
 * @param batchSize rows of a step
 * @param learningRate of Adam
 * @param l2 strength of the penalty on squared weights
 */
record QualityOptions(
    Path output,
    FeatureSettings features,
    int shards,
    double heldOut,
    int hidden,
    int epochs,
    int batchSize,
    double learningRate,
    double l2) {

  static final List<JobOption> OPTIONS =
      List.of(
          JobOption.required("input", OptionKind.INPUT, "Rows with text and label (1 good, 0 bad)"),
          JobOption.required("output", OptionKind.OUTPUT_PATH, "Folder of the model"),
          JobOption.of("epochs", OptionKind.INTEGER, "12", "Passes over the training rows"),
          JobOption.of(
              "shards",
              OptionKind.INTEGER,
              "4",
              "Logical shards whose weights are averaged; decides the result, unlike partitions"),
          JobOption.of(
              "hashed-features",
              OptionKind.INTEGER,
              "2048",
              "Buckets that n-grams are hashed into"),
          JobOption.of(
              "max-characters", OptionKind.INTEGER, "8192", "Characters of a text that are read"),
          JobOption.of("hidden", OptionKind.INTEGER, "32", "Units of the hidden layer"),
          JobOption.of("batch-size", OptionKind.INTEGER, "32", "Rows of a step in a shard"),
          JobOption.of("learning-rate", OptionKind.NUMBER, "0.005", "Learning rate of Adam"),
          JobOption.of("l2", OptionKind.NUMBER, "0.0001", "Penalty on squared weights"),
          JobOption.of(
              "held-out", OptionKind.NUMBER, "0.2", "Share of the texts kept for evaluation"));

  /** Reads the options; all faults at once. */
  static QualityOptions of(JobArguments arguments) {
    Faults faults = new Faults();
    whole(arguments, "epochs", 1, 10_000, faults);
    whole(arguments, "shards", 1, 10_000, faults);
    whole(arguments, "hashed-features", 0, 1 << 20, faults);
    whole(arguments, "max-characters", 1, 1 << 24, faults);
    whole(arguments, "hidden", 1, 4096, faults);
    whole(arguments, "batch-size", 1, 65_536, faults);
    number(arguments, "learning-rate", 1e-9, 1, faults);
    number(arguments, "l2", 0, 10, faults);
    number(arguments, "held-out", 0.01, 0.9, faults);
    faults.throwIfAny();
    FeatureSettings defaults = FeatureSettings.DEFAULT;
    return new QualityOptions(
        Path.of(arguments.text("output")),
        new FeatureSettings(
            arguments.smallInteger("hashed-features"),
            defaults.shortestCharacterGram(),
            defaults.longestCharacterGram(),
            defaults.longestWordGram(),
            arguments.smallInteger("max-characters")),
        arguments.smallInteger("shards"),
        arguments.number("held-out"),
        arguments.smallInteger("hidden"),
        arguments.smallInteger("epochs"),
        arguments.smallInteger("batch-size"),
        arguments.number("learning-rate"),
        arguments.number("l2"));
  }

  private static void whole(
      JobArguments arguments, String name, long least, long most, Faults faults) {
    long value = arguments.integer(name);
    if (value < least || value > most) {
      faults.add(
          name + " is " + value, "option '" + name + "'", "Give " + least + " to " + most + ".");
    }
  }

  private static void number(
      JobArguments arguments, String name, double least, double most, Faults faults) {
    double value = arguments.number(name);
    if (value < least || value > most) {
      faults.add(
          name + " is " + value, "option '" + name + "'", "Give " + least + " to " + most + ".");
    }
  }

  NetworkSettings network(long seed) {
    return new NetworkSettings(hidden, epochs, batchSize, learningRate, l2, seed);
  }
}
