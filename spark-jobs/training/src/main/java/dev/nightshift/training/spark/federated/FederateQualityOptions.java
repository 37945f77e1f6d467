package dev.nightshift.training.spark.federated;

import dev.nightshift.classifiers.feature.FeatureSettings;
import dev.nightshift.classifiers.quality.NetworkShape;
import dev.nightshift.classifiers.quality.NetworkUpdater;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobOption;
import dev.nightshift.runtime.job.OptionKind;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.training.federated.server.FederatedMethod;
import dev.nightshift.training.spark.ModelSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The options of {@link FederateQualityJob}: those of the network, and those of {@link FederateJob}
 * that do not belong to a language model.
 */
final class FederateQualityOptions {

  static final String UPDATER = "updater";
  static final String HASHED = "hashed-features";
  static final String MAX_CHARACTERS = "max-characters";
  static final String HIDDEN = "hidden";
  static final String L2 = "l2";

  private static final Set<String> OF_LANGUAGE_MODELS =
      Set.of(
          FederateOptions.EXAMPLES,
          ModelSource.MODEL,
          ModelSource.CONFIG,
          ModelSource.TOKENIZER,
          FederateOptions.MICRO_BATCH_SIZE,
          FederateOptions.MAX_LENGTH,
          FederateOptions.LORA_RANK,
          FederateOptions.LORA_ALPHA,
          FederateOptions.LORA_TARGETS);

  private static final Map<String, JobOption> OTHERWISE =
      byName(
          JobOption.required(
              FederateOptions.DATA,
              OptionKind.INPUT,
              "Rows with text, label (1 good, 0 bad) and the client's key"),
          JobOption.optional(
              FederateOptions.VALIDATION,
              OptionKind.INPUT,
              "Held-out rows with text and label; with --secure or --privacy they scale the"
                  + " features"),
          JobOption.of(FederateOptions.ROUNDS, OptionKind.INTEGER, "100", "Rounds"),
          JobOption.of(
              FederateOptions.BATCH_SIZE, OptionKind.INTEGER, "32", "Rows of a client's step"),
          JobOption.of(
              FederateOptions.CLIENT_RATE,
              OptionKind.NUMBER,
              "0.005",
              "Rate of the clients' updater"),
          JobOption.of(
              FederateOptions.CLIP,
              OptionKind.NUMBER,
              "0",
              "Greatest norm of a client's gradient in a step, before the penalty on weights; 0 for"
                  + " no clipping"));

  private FederateQualityOptions() {}

  private static Map<String, JobOption> byName(JobOption... options) {
    Map<String, JobOption> named = new LinkedHashMap<>();
    for (JobOption option : options) {
      named.put(option.name(), option);
    }
    return named;
  }

  static List<JobOption> all() {
    List<JobOption> options = new ArrayList<>();
    for (JobOption option : FederateOptions.all()) {
      if (!OF_LANGUAGE_MODELS.contains(option.name())) {
        options.add(OTHERWISE.getOrDefault(option.name(), option));
      }
    }
    options.add(
        JobOption.choice(
            UPDATER,
            NetworkUpdater.labels(),
            "What makes a client's step of a gradient; its moments start anew in each round"));
    options.add(
        JobOption.of(
            HASHED,
            OptionKind.INTEGER,
            "2048",
            "Buckets that n-grams are hashed into; 0 for none"));
    options.add(
        JobOption.of(
            MAX_CHARACTERS, OptionKind.INTEGER, "8192", "Characters of a text that are read"));
    options.add(JobOption.of(HIDDEN, OptionKind.INTEGER, "32", "Units of the hidden layer"));
    options.add(JobOption.of(L2, OptionKind.NUMBER, "0.0001", "Penalty on squared weights"));
    return List.copyOf(options);
  }

  /** The request for rounds, with the defaults of what only language models have. */
  static FederateRequest request(JobArguments arguments, String where, Faults faults) {
    FederateJob shared = new FederateJob();
    Map<String, String> given = new LinkedHashMap<>(arguments.asMap());
    given.keySet().retainAll(shared.options().stream().map(JobOption::name).toList());
    return new FederateRequest(JobArguments.check(shared, given, where, faults));
  }

  /** Adds a fault for everything that is wrong with the network or its features. */
  static void check(JobArguments arguments, Faults faults) {
    whole(arguments, HASHED, 0, 1 << 20, faults);
    whole(arguments, MAX_CHARACTERS, 1, 1 << 24, faults);
    whole(arguments, HIDDEN, 1, 4096, faults);
    double l2 = arguments.number(L2);
    if (l2 < 0 || l2 > 10) {
      faults.add("--" + L2 + " is " + l2, "", "Give 0 to 10.");
    }
    String key = arguments.text(FederateOptions.CLIENT_KEY);
    if (key.equals("text") || key.equals("label")) {
      faults.add(
          "--client-key is " + key, "", "Name another column: this one holds what is learnt.");
    }
    boolean scaffold =
        FederatedMethod.of(arguments.text(FederateOptions.METHOD)) == FederatedMethod.SCAFFOLD;
    if (scaffold && updater(arguments) != NetworkUpdater.SGD) {
      faults.add(
          "--method scaffold takes clients to step by plain gradient descent, and --updater is "
              + updater(arguments).label(),
          "",
          "Give --updater sgd, or another method.");
    }
  }

  /** Adds a fault where no row is there that the dense features may be scaled by. */
  static void checkScale(FederateRequest request, Faults faults) {
    if (request.needsSecret()
        && !request.arguments().has(FederateOptions.VALIDATION)
        && request.arguments().number(FederateOptions.HELD_OUT_SHARE) == 0) {
      faults.add(
          "the dense features have no rows to be scaled by: where clients are hidden, held-out rows"
              + " scale them, and --held-out-share is 0",
          "",
          request.isPrivate()
              ? "Give --validation with rows that are public."
              : "Give --validation, or a --held-out-share.");
    }
  }

  private static void whole(
      JobArguments arguments, String name, long least, long most, Faults faults) {
    long value = arguments.integer(name);
    if (value < least || value > most) {
      faults.add("--" + name + " is " + value, "", "Give " + least + " to " + most + ".");
    }
  }

  private static NetworkUpdater updater(JobArguments arguments) {
    return NetworkUpdater.of(arguments.text(UPDATER));
  }

  static FeatureSettings features(JobArguments arguments) {
    FeatureSettings defaults = FeatureSettings.DEFAULT;
    return new FeatureSettings(
        arguments.smallInteger(HASHED),
        defaults.shortestCharacterGram(),
        defaults.longestCharacterGram(),
        defaults.longestWordGram(),
        arguments.smallInteger(MAX_CHARACTERS));
  }

  static NetworkShape network(JobArguments arguments, long seed) {
    return new NetworkShape(
        features(arguments).width(),
        arguments.smallInteger(HIDDEN),
        updater(arguments),
        arguments.number(FederateOptions.CLIENT_RATE),
        arguments.number(L2),
        seed);
  }
}
