package dev.nightshift.training.spark.federated;

import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.training.federated.ClientSampling;
import dev.nightshift.training.federated.aggregate.RobustRule;
import dev.nightshift.training.federated.aggregate.RobustRules;
import dev.nightshift.training.federated.client.ClientTable;
import dev.nightshift.training.federated.secure.MaskGraph;
import dev.nightshift.training.federated.secure.SecretSource;
import dev.nightshift.training.federated.server.FederatedMethod;
import dev.nightshift.training.federated.spark.ServerSecret;
import dev.nightshift.training.spark.OptionChecks;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/** What is wrong with a {@link FederateRequest}, by itself or together. */
final class FederateChecks {

  private final JobArguments arguments;
  private final FederateRequest request;

  FederateChecks(FederateRequest request) {
    this.arguments = request.arguments();
    this.request = request;
  }

  /** Adds a fault for everything that is wrong by itself or together. */
  void check(Faults faults) {
    Faults sizes = new Faults();
    OptionChecks ofSizes = new OptionChecks(arguments, sizes);
    ofSizes.count(FederateOptions.BATCH_SIZE, 1);
    ofSizes.count(FederateOptions.MICRO_BATCH_SIZE, 1);
    ofSizes.count(FederateOptions.MAX_LENGTH, 2);
    Faults clients = new Faults();
    OptionChecks ofClients = new OptionChecks(arguments, clients);
    ofClients.count(FederateOptions.CLIENTS_PER_ROUND, 1);
    ofClients.count(FederateOptions.FALSE_CLIENTS, 0);
    ofClients.range(FederateOptions.TRIMMED_SHARE, 0, .499);
    faults.addAll(sizes.list());
    faults.addAll(clients.list());
    checkOthers(faults);
    if (sizes.isEmpty()) {
      checkSizes(faults);
    }
    checkMethod(faults);
    checkPrivacy(faults);
    if (request.needsSecret()) {
      checkHidden(faults);
    }
    if (request.secure()) {
      checkSecure(clients.isEmpty(), faults);
    }
    if (clients.isEmpty()) {
      checkRule(faults);
    }
  }

  private void checkOthers(Faults faults) {
    OptionChecks checks = new OptionChecks(arguments, faults);
    for (String name :
        List.of(
            FederateOptions.ROUNDS,
            FederateOptions.LOCAL_EPOCHS,
            FederateOptions.VALIDATION_LIMIT)) {
      checks.count(name, 1);
    }
    for (String name :
        List.of(
            FederateOptions.DEADLINE_STEPS,
            FederateOptions.SECURE_NEIGHBOURS,
            FederateOptions.LORA_RANK,
            FederateOptions.EVALUATE_EVERY)) {
      checks.count(name, 0);
    }
    for (String name :
        List.of(
            FederateOptions.CLIENT_RATE,
            FederateOptions.SERVER_RATE,
            FederateOptions.TAU,
            FederateOptions.SECURE_RANGE,
            FederateOptions.CLIP_NORM,
            FederateOptions.NOISE,
            FederateOptions.EPSILON)) {
      checks.positive(name);
    }
    for (String name :
        List.of(
            FederateOptions.CLIP,
            FederateOptions.PROXIMAL,
            FederateOptions.INITIAL_SECOND,
            FederateOptions.NORM_BOUND,
            FederateOptions.DEADLINE_SECONDS,
            FederateOptions.ATTACK_SCALE,
            FederateOptions.LORA_ALPHA)) {
      checks.range(name, 0, Double.MAX_VALUE);
    }
    checks.range(FederateOptions.HELD_OUT_SHARE, 0, .9);
    checks.range(FederateOptions.BETA1, 0, Math.nextDown(1.0));
    checks.range(FederateOptions.BETA2, 0, Math.nextDown(1.0));
    checks.range(FederateOptions.ATTACK_SHARE, 0, 1);
    checks.range(FederateOptions.DELTA, Double.MIN_NORMAL, .5);
    checks.execution(FederateOptions.CHECKPOINT_EVERY, 1);
    checks.execution(FederateOptions.KEEP_ROUNDS, 0);
    checks.execution(FederateOptions.PARTITIONS, 0);
    if (arguments.integer(FederateOptions.SECURE_NEIGHBOURS) % 2 != 0) {
      faults.add(
          "--secure-neighbours is " + arguments.integer(FederateOptions.SECURE_NEIGHBOURS),
          "",
          "Give an even number: as many on either side of a circle.");
    }
  }

  private void checkSizes(Faults faults) {
    if (request.microBatchSize() > request.batchSize()) {
      faults.add(
          "--micro-batch-size "
              + request.microBatchSize()
              + " is greater than --batch-size "
              + request.batchSize(),
          "",
          "A step is made of whole micro-batches: lower it.");
    }
  }

  private boolean robust() {
    return !request.rule().equals(RobustRules.MEAN);
  }

  private void checkMethod(Faults faults) {
    boolean scaffold = request.method() == FederatedMethod.SCAFFOLD;
    if (scaffold && (robust() || request.needsSecret())) {
      faults.add(
          "--method scaffold keeps and sums a control variate for each client",
          "",
          "Leave out --rule, --secure and --privacy, or give another method.");
    }
    if (scaffold && weighsByExamples()) {
      faults.add(
          "--method scaffold weighs all clients alike, and --weighting is examples",
          "",
          "Leave out --weighting, or give another method.");
    }
    if (request.method() != FederatedMethod.FEDPROX && arguments.has(FederateOptions.PROXIMAL)) {
      faults.add(
          "--proximal-mu was given with --method " + request.method().label(),
          "",
          "Leave it out, or give --method fedprox.");
    }
  }

  private boolean weighsByExamples() {
    return arguments.text(FederateOptions.WEIGHTING).equals("examples");
  }

  private void checkPrivacy(Faults faults) {
    if (!request.isPrivate()) {
      if (request.hasBudget() || arguments.has(FederateOptions.NOISE)) {
        faults.add("a budget was given without --privacy", "", "Give --privacy central or local.");
      }
      if (arguments.has(FederateOptions.CLIP_NORM)) {
        faults.add(
            "--clip-norm was given without --privacy",
            "",
            "Give --privacy central or local; without privacy, norms are bounded by --norm-bound.");
      }
      return;
    }
    if (request.privacy().equals("central") && robust()) {
      faults.add(
          "--rule " + request.rule() + " has no known sensitivity for --privacy central",
          "",
          "Give --rule mean, or --privacy local.");
    }
    if (weighsByExamples()) {
      faults.add(
          "--weighting examples lets one client count more than --clip-norm allows",
          "",
          "Leave it out with --privacy.");
    }
    if (arguments.number(FederateOptions.NORM_BOUND) > 0) {
      faults.add("--privacy bounds norms by --clip-norm", "", "Leave out --norm-bound.");
    }
    if (!arguments.has(FederateOptions.NOISE) && !request.hasBudget()) {
      faults.add("--privacy needs noise", "", "Give --epsilon or --noise-multiplier.");
    }
    if (!arguments.has(FederateOptions.VALIDATION)
        && arguments.number(FederateOptions.HELD_OUT_SHARE) > 0) {
      faults.add(
          "what is measured on held-out rows of clients is told without noise, and --privacy does"
              + " not cover it",
          "",
          "Give --validation with rows that are public, or --held-out-share 0 to measure nothing.");
    }
    FederatedBudget.check(request, faults);
  }

  /** What goes against masks and noise of one run. */
  private void checkHidden(Faults faults) {
    if (arguments.number(FederateOptions.DEADLINE_SECONDS) > 0) {
      faults.add(
          "--deadline-seconds makes a round that is run again another one, which must not happen"
              + " under the same masks and noise",
          "",
          "Give --deadline-steps, or no deadline.");
    }
    if (request.resumes()) {
      faults.add(
          "--resume takes over rounds of another run, and masks and noise belong to one run",
          "",
          "Leave out --resume with --secure and --privacy.");
    }
    if (request.secretSource() == null) {
      faults.add(
          "masks and noise need a secret",
          "option 'secret-source'",
          "Give env:NAME or file:PATH of a secret of at least 16 characters, such as from"
              + " 'openssl rand -hex 32'.");
    }
  }

  /** Adds a fault where the secret that is needed cannot be read, which a task of Spark tries. */
  void checkSecret(SparkSession spark, Faults faults) {
    SecretSource source = request.needsSecret() ? request.secretSource() : null;
    if (source != null) {
      ServerSecret.problem(spark, source)
          .ifPresent(
              problem -> faults.add(problem, "option 'secret-source'", SecretSource.remedy()));
    }
  }

  /**
   * What goes against masked sums.
   *
   * @param counted whether the number of clients is one
   */
  private void checkSecure(boolean counted, Faults faults) {
    if (robust()) {
      faults.add(
          "--rule " + request.rule() + " looks at single changes, which --secure hides",
          "",
          "Leave out one of them; a bound on norms sits with the clients: --norm-bound.");
    }
    if (request.split() == ClientTable.Split.CENTRAL) {
      faults.add(
          "--split central makes one client, and --secure hides a client among others",
          "",
          "Leave out one of them.");
    } else if (counted && request.clientsPerRound() < MaskGraph.LEAST) {
      faults.add(
          "--clients-per-round is "
              + request.clientsPerRound()
              + ": the sum of one client is its change, and of two each learns the other's",
          "",
          "Give at least " + MaskGraph.LEAST + " with --secure.");
    }
    if (request.privacy().equals("central") && request.secureRange() < request.clipNorm()) {
      faults.add(
          "--secure-range " + request.secureRange() + " is less than --clip-norm",
          "",
          "Raise it: what --clip-norm allows must fit.");
    }
    if (request.privacy().equals("local") && arguments.has(FederateOptions.NOISE)) {
      FederatedBudget.cut(request, arguments.number(FederateOptions.NOISE)).ifPresent(faults::add);
    }
  }

  private void checkRule(Faults faults) {
    RobustRule used = request.robustRule();
    if (used != null && request.sampling() == ClientSampling.Kind.FIXED) {
      used.obstacle(request.clientsPerRound())
          .ifPresent(
              obstacle ->
                  faults.add(obstacle, "", "Raise --clients-per-round, or lower --false-clients."));
    }
  }
}
