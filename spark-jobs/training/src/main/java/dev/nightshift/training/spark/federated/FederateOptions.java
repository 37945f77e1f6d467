package dev.nightshift.training.spark.federated;

import static dev.nightshift.runtime.job.OptionKind.EXECUTION;
import static dev.nightshift.runtime.job.OptionKind.FLAG;
import static dev.nightshift.runtime.job.OptionKind.INPUT;
import static dev.nightshift.runtime.job.OptionKind.INTEGER;
import static dev.nightshift.runtime.job.OptionKind.NUMBER;
import static dev.nightshift.runtime.job.OptionKind.OUTPUT_PATH;
import static dev.nightshift.runtime.job.OptionKind.TEXT;

import dev.nightshift.runtime.job.JobOption;
import dev.nightshift.training.federated.Attack;
import dev.nightshift.training.federated.aggregate.RobustRules;
import dev.nightshift.training.federated.privacy.Accountant;
import dev.nightshift.training.federated.privacy.SamplingBound;
import dev.nightshift.training.federated.server.FederatedMethod;
import dev.nightshift.training.spark.ModelSource;
import java.util.ArrayList;
import java.util.List;

/** The options of {@link FederateJob} with their defaults, units and help. */
final class FederateOptions {

  static final String DATA = "data";
  static final String CLIENT_KEY = "client-key";
  static final String EXAMPLES = "examples";
  static final String VALIDATION = "validation";
  static final String HELD_OUT_SHARE = "held-out-share";
  static final String SPLIT = "split";
  static final String METHOD = "method";
  static final String ROUNDS = "rounds";
  static final String CLIENTS_PER_ROUND = "clients-per-round";
  static final String CLIENT_SAMPLING = "client-sampling";
  static final String LOCAL_EPOCHS = "local-epochs";
  static final String BATCH_SIZE = "batch-size";
  static final String MICRO_BATCH_SIZE = "micro-batch-size";
  static final String MAX_LENGTH = "max-length";
  static final String CLIENT_RATE = "client-learning-rate";
  static final String SERVER_RATE = "server-learning-rate";
  static final String CLIP = "clip";
  static final String PROXIMAL = "proximal-mu";
  static final String BETA1 = "server-beta1";
  static final String BETA2 = "server-beta2";
  static final String TAU = "server-tau";
  static final String INITIAL_SECOND = "server-initial-second";
  static final String BIAS_CORRECTION = "bias-correction";
  static final String WEIGHTING = "weighting";
  static final String RULE = "rule";
  static final String TRIMMED_SHARE = "trimmed-share";
  static final String FALSE_CLIENTS = "false-clients";
  static final String NORM_BOUND = "norm-bound";
  static final String DEADLINE_STEPS = "deadline-steps";
  static final String DEADLINE_SECONDS = "deadline-seconds";
  static final String ATTACK = "attack";
  static final String ATTACK_SHARE = "attack-share";
  static final String ATTACK_SCALE = "attack-scale";
  static final String SECURE = "secure";
  static final String SECURE_NEIGHBOURS = "secure-neighbours";
  static final String SECURE_RANGE = "secure-range";
  static final String SECRET_SOURCE = "secret-source";
  static final String PRIVACY = "privacy";
  static final String CLIP_NORM = "clip-norm";
  static final String NOISE = "noise-multiplier";
  static final String EPSILON = "epsilon";
  static final String DELTA = "delta";
  static final String ACCOUNTANT = "accountant";
  static final String BOUND = "privacy-bound";
  static final String LORA_RANK = "lora-rank";
  static final String LORA_ALPHA = "lora-alpha";
  static final String LORA_TARGETS = "lora-targets";
  static final String EVALUATE_EVERY = "evaluate-every";
  static final String VALIDATION_LIMIT = "validation-limit";
  static final String CHECKPOINT_EVERY = "checkpoint-every";
  static final String KEEP_ROUNDS = "keep-rounds";
  static final String PARTITIONS = "partitions";

  static final String AUTO = "auto";

  private FederateOptions() {}

  static List<JobOption> all() {
    return List.of(
        JobOption.required(DATA, INPUT, "Training data: table:NAME, a file, a folder or a URI"),
        JobOption.required(
            CLIENT_KEY, TEXT, "Column that says whose row it is: speaker, user, site"),
        JobOption.choice(
            EXAMPLES,
            List.of("text", "answers"),
            "What a row is: a text, or a prompt with an answer that alone is learnt"),
        JobOption.optional(VALIDATION, INPUT, "Held-out data, as the training data"),
        JobOption.of(
            HELD_OUT_SHARE,
            NUMBER,
            "0.1",
            "Share of each client's rows that is held out where --validation is not given, 0 to 1"),
        JobOption.choice(
            SPLIT,
            List.of("natural", "iid", "central"),
            "Clients by their key, with rows dealt at random, or one client with all rows"),
        JobOption.optional(ModelSource.MODEL, INPUT, "Folder of the model to start from"),
        JobOption.optional(ModelSource.CONFIG, INPUT, "config.json of a model with fresh weights"),
        JobOption.optional(
            ModelSource.TOKENIZER, INPUT, "Folder of the tokenizer for fresh weights"),
        JobOption.optional("output", OUTPUT_PATH, "Folder of the new model"),
        JobOption.of(
            ModelSource.RESUME,
            FLAG,
            "false",
            "Go on after the last round of the longest earlier run that differs in --rounds alone"),
        JobOption.choice(
            METHOD, FederatedMethod.labels(), "What the server and the clients do with changes"),
        JobOption.of(ROUNDS, INTEGER, "1200", "Rounds"),
        JobOption.of(CLIENTS_PER_ROUND, INTEGER, "10", "Clients of a round; expected, if poisson"),
        JobOption.choice(
            CLIENT_SAMPLING,
            List.of(AUTO, "fixed", "poisson"),
            "A fixed number of clients, or each by itself; auto: poisson with --privacy central"),
        JobOption.of(LOCAL_EPOCHS, INTEGER, "1", "Passes of a client over its rows in a round"),
        JobOption.of(BATCH_SIZE, INTEGER, "4", "Rows of a client's step"),
        JobOption.optional(
            MICRO_BATCH_SIZE, INTEGER, "Rows of one forward pass; by default 1,024 tokens"),
        JobOption.of(MAX_LENGTH, INTEGER, "256", "Tokens of a row; longer texts are cut into rows"),
        JobOption.of(CLIENT_RATE, NUMBER, "1", "Rate of the clients' gradient descent"),
        JobOption.optional(
            SERVER_RATE,
            NUMBER,
            "The server's rate; by default 1, and 0.01 for fedadagrad, fedadam and fedyogi"),
        JobOption.of(
            CLIP, NUMBER, "0", "Greatest norm of a client's gradient in a step; 0 for no clipping"),
        JobOption.optional(
            PROXIMAL,
            NUMBER,
            "Weight of the distance to the server's model, for fedprox; by default 0.01"),
        JobOption.optional(
            BETA1,
            NUMBER,
            "Decay of the server's mean of changes; by default 0.9, and 0 for fedadagrad"),
        JobOption.of(BETA2, NUMBER, "0.99", "Decay of the server's second moments"),
        JobOption.of(TAU, NUMBER, "0.001", "Added to the root of the server's second moments"),
        JobOption.optional(
            INITIAL_SECOND,
            NUMBER,
            "What the server's second moments start from; by default the square of --server-tau"),
        JobOption.of(
            BIAS_CORRECTION, FLAG, "false", "Divide the server's moments by 1 - beta^steps"),
        JobOption.choice(
            WEIGHTING,
            List.of(AUTO, "examples", "uniform"),
            "Weights of clients; auto: by their rows, but uniform for scaffold and --privacy"),
        JobOption.choice(
            RULE,
            RobustRules.labels(),
            "How changes become one; all but mean look at each of them"),
        JobOption.of(
            TRIMMED_SHARE, NUMBER, "0.1", "Share that trimmed-mean leaves out at either end"),
        JobOption.of(
            FALSE_CLIENTS, INTEGER, "1", "False clients of a round that krum and bulyan bear"),
        JobOption.of(
            NORM_BOUND, NUMBER, "0", "Greatest L2 norm of a client's change; 0 for no bound"),
        JobOption.of(
            DEADLINE_STEPS, INTEGER, "0", "Leave out clients that need more steps; 0 for none"),
        JobOption.of(
            DEADLINE_SECONDS,
            NUMBER,
            "0",
            "Leave out clients that take longer, in seconds; such runs cannot be replayed; 0 for"
                + " none"),
        JobOption.choice(ATTACK, Attack.labels(), "What false clients do, as an experiment"),
        JobOption.of(ATTACK_SHARE, NUMBER, "0.1", "Share of clients that are false, 0 to 1"),
        JobOption.of(ATTACK_SCALE, NUMBER, "10", "Factor of the changes of --attack scale"),
        JobOption.of(
            SECURE,
            FLAG,
            "false",
            "Add masked changes, so that nobody sees a single one; needs --secret-source"),
        JobOption.of(
            SECURE_NEIGHBOURS,
            INTEGER,
            "0",
            "Clients that each one shares masks with, an even number; 0 for all of up to 100, and"
                + " beyond for what makes masks safe"),
        JobOption.of(
            SECURE_RANGE, NUMBER, "4", "Greatest absolute value of a masked number; more is cut"),
        JobOption.optional(
            SECRET_SOURCE,
            EXECUTION,
            "env:NAME or file:PATH of the secret for masks and noise; a replay needs the same one"),
        JobOption.choice(
            PRIVACY,
            List.of("none", "central", "local"),
            "Noise by the server on the sum, or by each client on its change"),
        JobOption.optional(
            CLIP_NORM,
            NUMBER,
            "Greatest L2 norm of a client's change, for --privacy; by default 1"),
        JobOption.optional(
            NOISE,
            NUMBER,
            "Deviation of the noise in units of --clip-norm; by default the least for --epsilon"),
        JobOption.optional(
            EPSILON, NUMBER, "Budget: a round that would exceed it is not run; by default none"),
        JobOption.of(DELTA, NUMBER, "0.00001", "Delta of the budget"),
        JobOption.choice(ACCOUNTANT, Accountant.labels(), "How costs of rounds add up"),
        JobOption.choice(
            BOUND,
            boundLabels(),
            "What is proved of the sampling; auto: as it was drawn, unamplified for pld"),
        JobOption.of(
            LORA_RANK,
            INTEGER,
            "0",
            "Rank of a low-rank adapter that is trained in place of the weights; 0 for none"),
        JobOption.optional(
            LORA_ALPHA, NUMBER, "Its scale is alpha / rank; by default twice the rank"),
        JobOption.of(
            LORA_TARGETS,
            TEXT,
            "all-linear",
            "Last names of the modules that get one, with commas, such as q_proj,v_proj"),
        JobOption.of(
            EVALUATE_EVERY,
            INTEGER,
            "0",
            "Rounds between measurements on held-out data; 0 for only before and after"),
        JobOption.of(VALIDATION_LIMIT, INTEGER, "1000", "Held-out rows of the data to measure on"),
        JobOption.of(CHECKPOINT_EVERY, EXECUTION, "10", "Rounds between checkpoints"),
        JobOption.of(
            KEEP_ROUNDS,
            EXECUTION,
            "1",
            "Checkpoints that are kept, also beside the model, to replay rounds from; 0 for all"),
        JobOption.of(
            PARTITIONS,
            EXECUTION,
            "0",
            "Tasks of a round, the result is the same for any; 0 for two for each core"));
  }

  private static List<String> boundLabels() {
    List<String> labels = new ArrayList<>(List.of(AUTO));
    labels.addAll(SamplingBound.labels());
    return labels;
  }
}
