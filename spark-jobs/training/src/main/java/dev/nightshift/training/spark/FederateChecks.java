package dev.nightshift.training.spark;

import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.training.federated.ClientSampling;
import dev.nightshift.training.federated.aggregate.RobustRule;
import dev.nightshift.training.federated.aggregate.RobustRules;
import dev.nightshift.training.federated.secure.SecretSource;
import dev.nightshift.training.federated.server.FederatedMethod;
import java.util.List;

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
    OptionChecks checks = new OptionChecks(arguments, faults);
    for (String name :
        List.of(
            FederateOptions.ROUNDS,
            FederateOptions.CLIENTS_PER_ROUND,
            FederateOptions.LOCAL_EPOCHS,
            FederateOptions.BATCH_SIZE,
            FederateOptions.MICRO_BATCH_SIZE,
            FederateOptions.VALIDATION_LIMIT)) {
      checks.count(name, 1);
    }
    checks.count(FederateOptions.MAX_LENGTH, 2);
    for (String name :
        List.of(
            FederateOptions.FALSE_CLIENTS,
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
    checks.range(FederateOptions.TRIMMED_SHARE, 0, .499);
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
    if (faults.isEmpty()) {
      checkTogether(faults);
    }
  }

  private void checkTogether(Faults faults) {
    if (request.microBatchSize() > request.batchSize()) {
      faults.add(
          "--micro-batch-size "
              + request.microBatchSize()
              + " is greater than --batch-size "
              + request.batchSize(),
          "",
          "A step is made of whole micro-batches: lower it.");
    }
    boolean robust = !request.rule().equals(RobustRules.MEAN);
    boolean isPrivate = !request.privacy().equals("none");
    boolean scaffold = request.method() == FederatedMethod.SCAFFOLD;
    if (request.secure() && robust) {
      faults.add(
          "--rule " + request.rule() + " looks at single changes, which --secure hides",
          "",
          "Leave out one of them; a bound on norms sits with the clients: --norm-bound.");
    }
    if (request.secure()
        && request.privacy().equals("central")
        && arguments.number(FederateOptions.SECURE_RANGE) < request.clipNorm()) {
      faults.add(
          "--secure-range "
              + arguments.number(FederateOptions.SECURE_RANGE)
              + " is less than --clip-norm",
          "",
          "Raise it: what --clip-norm allows must fit.");
    }
    if (request.privacy().equals("central") && robust) {
      faults.add(
          "--rule " + request.rule() + " has no known sensitivity for --privacy central",
          "",
          "Give --rule mean, or --privacy local.");
    }
    if (scaffold && (robust || request.secure() || isPrivate)) {
      faults.add(
          "--method scaffold keeps and sums a control variate for each client",
          "",
          "Leave out --rule, --secure and --privacy, or give another method.");
    }
    if (isPrivate && arguments.text(FederateOptions.WEIGHTING).equals("examples")) {
      faults.add(
          "--weighting examples lets one client count more than --clip-norm allows",
          "",
          "Leave it out with --privacy.");
    }
    if (isPrivate && arguments.number(FederateOptions.NORM_BOUND) > 0) {
      faults.add("--privacy bounds norms by --clip-norm", "", "Leave out --norm-bound.");
    }
    if (isPrivate && !arguments.has(FederateOptions.NOISE) && !request.hasBudget()) {
      faults.add("--privacy needs noise", "", "Give --epsilon or --noise-multiplier.");
    }
    if (!isPrivate && (request.hasBudget() || arguments.has(FederateOptions.NOISE))) {
      faults.add("a budget was given without --privacy", "", "Give --privacy central or local.");
    }
    if (request.needsSecret() && arguments.number(FederateOptions.DEADLINE_SECONDS) > 0) {
      faults.add(
          "--deadline-seconds makes a round that is run again another one, which must not happen"
              + " under the same masks and noise",
          "",
          "Give --deadline-steps, or no deadline.");
    }
    if (request.needsSecret()) {
      SecretSource source = request.secretSource();
      if (source == null) {
        faults.add(
            "masks and noise need a secret",
            "option 'secret-source'",
            "Give env:NAME or file:PATH of a secret of at least 16 characters, such as from"
                + " 'openssl rand -hex 32'.");
      } else {
        source.check(FederateOptions.SECRET_SOURCE, faults);
      }
    }
    if (request.needsSecret() && request.resumes()) {
      faults.add(
          "--resume takes over rounds of another run, and masks and noise belong to one run",
          "",
          "Leave out --resume with --secure and --privacy.");
    }
    FederatedBudget.check(request, faults);
    RobustRule used = request.robustRule();
    if (used != null && request.sampling() == ClientSampling.Kind.FIXED) {
      used.obstacle(request.clientsPerRound())
          .ifPresent(
              obstacle ->
                  faults.add(obstacle, "", "Raise --clients-per-round, or lower --false-clients."));
    }
  }
}
