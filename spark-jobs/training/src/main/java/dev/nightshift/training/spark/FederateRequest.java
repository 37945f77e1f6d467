package dev.nightshift.training.spark;

import dev.nightshift.inference.tensor.DType;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.training.decoder.DecoderSettings;
import dev.nightshift.training.federated.Attack;
import dev.nightshift.training.federated.AttackPlan;
import dev.nightshift.training.federated.ClientSampling;
import dev.nightshift.training.federated.Combination;
import dev.nightshift.training.federated.Treatment;
import dev.nightshift.training.federated.aggregate.RobustRule;
import dev.nightshift.training.federated.aggregate.RobustRules;
import dev.nightshift.training.federated.client.LocalSettings;
import dev.nightshift.training.federated.decoder.ClientTable.Split;
import dev.nightshift.training.federated.secure.SecretSource;
import dev.nightshift.training.federated.server.FederatedMethod;
import dev.nightshift.training.federated.server.ServerSettings;
import dev.nightshift.training.state.TrainingSettings;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the options of {@link FederateJob} ask for. */
final class FederateRequest {

  private final JobArguments arguments;

  FederateRequest(JobArguments arguments) {
    this.arguments = arguments;
  }

  /** Adds a fault for everything that is wrong by itself or together. */
  void check(Faults faults) {
    for (String name :
        List.of(
            FederateOptions.ROUNDS,
            FederateOptions.CLIENTS_PER_ROUND,
            FederateOptions.LOCAL_EPOCHS,
            FederateOptions.BATCH_SIZE,
            FederateOptions.MICRO_BATCH_SIZE,
            FederateOptions.VALIDATION_LIMIT)) {
      atLeast(name, 1, faults);
    }
    atLeast(FederateOptions.MAX_LENGTH, 2, faults);
    for (String name :
        List.of(
            FederateOptions.FALSE_CLIENTS,
            FederateOptions.DEADLINE_STEPS,
            FederateOptions.SECURE_NEIGHBOURS,
            FederateOptions.LORA_RANK,
            FederateOptions.EVALUATE_EVERY)) {
      atLeast(name, 0, faults);
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
      positive(name, faults);
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
      range(name, 0, Double.MAX_VALUE, faults);
    }
    range(FederateOptions.HELD_OUT_SHARE, 0, .9, faults);
    range(FederateOptions.BETA1, 0, Math.nextDown(1.0), faults);
    range(FederateOptions.BETA2, 0, Math.nextDown(1.0), faults);
    range(FederateOptions.TRIMMED_SHARE, 0, .499, faults);
    range(FederateOptions.ATTACK_SHARE, 0, 1, faults);
    range(FederateOptions.DELTA, Double.MIN_NORMAL, .5, faults);
    execution(FederateOptions.CHECKPOINT_EVERY, 1, faults);
    execution(FederateOptions.KEEP_ROUNDS, 0, faults);
    execution(FederateOptions.PARTITIONS, 0, faults);
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
    if (microBatchSize() > batchSize()) {
      faults.add(
          "--micro-batch-size " + microBatchSize() + " is greater than --batch-size " + batchSize(),
          "",
          "A step is made of whole micro-batches: lower it.");
    }
    boolean robust = !rule().equals(RobustRules.MEAN);
    boolean isPrivate = !privacy().equals("none");
    boolean scaffold = method() == FederatedMethod.SCAFFOLD;
    if (secure() && robust) {
      faults.add(
          "--rule " + rule() + " looks at single changes, which --secure hides",
          "",
          "Leave out one of them; a bound on norms sits with the clients: --norm-bound.");
    }
    if (secure()
        && privacy().equals("central")
        && number(FederateOptions.SECURE_RANGE) < clipNorm()) {
      faults.add(
          "--secure-range " + number(FederateOptions.SECURE_RANGE) + " is less than --clip-norm",
          "",
          "Raise it: what --clip-norm allows must fit.");
    }
    if (privacy().equals("central") && robust) {
      faults.add(
          "--rule " + rule() + " has no known sensitivity for --privacy central",
          "",
          "Give --rule mean, or --privacy local.");
    }
    if (scaffold && (robust || secure() || isPrivate)) {
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
    if (isPrivate && !arguments.has(FederateOptions.NOISE) && !hasBudget()) {
      faults.add("--privacy needs noise", "", "Give --epsilon or --noise-multiplier.");
    }
    if (!isPrivate && (hasBudget() || arguments.has(FederateOptions.NOISE))) {
      faults.add("a budget was given without --privacy", "", "Give --privacy central or local.");
    }
    if (needsSecret() && arguments.number(FederateOptions.DEADLINE_SECONDS) > 0) {
      faults.add(
          "--deadline-seconds makes a round that is run again another one, which must not happen"
              + " under the same masks and noise",
          "",
          "Give --deadline-steps, or no deadline.");
    }
    if (needsSecret()) {
      SecretSource source = secretSource();
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
    FederatedBudget.check(this, faults);
    RobustRule used = robustRule();
    if (used != null && sampling() == ClientSampling.Kind.FIXED) {
      used.obstacle(clientsPerRound())
          .ifPresent(
              obstacle ->
                  faults.add(obstacle, "", "Raise --clients-per-round, or lower --false-clients."));
    }
  }

  private void atLeast(String name, long least, Faults faults) {
    if (!arguments.has(name)) {
      return;
    }
    long value = arguments.integer(name);
    if (value < least || value > Integer.MAX_VALUE) {
      faults.add("--" + name + " is " + value, "", "Give at least " + least + ".");
    }
  }

  private void positive(String name, Faults faults) {
    if (arguments.has(name) && !(arguments.number(name) > 0)) {
      faults.add("--" + name + " is " + arguments.text(name), "", "Give more than 0.");
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

  private int whole(String name) {
    return Integer.parseInt(arguments.text(name));
  }

  private double number(String name) {
    return arguments.number(name);
  }

  private double number(String name, double otherwise) {
    return arguments.has(name) ? arguments.number(name) : otherwise;
  }

  JobArguments arguments() {
    return arguments;
  }

  FederatedMethod method() {
    return FederatedMethod.of(arguments.text(FederateOptions.METHOD));
  }

  String rule() {
    return arguments.text(FederateOptions.RULE);
  }

  long rounds() {
    return arguments.integer(FederateOptions.ROUNDS);
  }

  int clientsPerRound() {
    return whole(FederateOptions.CLIENTS_PER_ROUND);
  }

  int batchSize() {
    return whole(FederateOptions.BATCH_SIZE);
  }

  int maxLength() {
    return whole(FederateOptions.MAX_LENGTH);
  }

  int microBatchSize() {
    return arguments.has(FederateOptions.MICRO_BATCH_SIZE)
        ? whole(FederateOptions.MICRO_BATCH_SIZE)
        : TrainingSettings.defaultMicroBatchSize(batchSize(), maxLength());
  }

  boolean secure() {
    return arguments.flag(FederateOptions.SECURE);
  }

  String privacy() {
    return arguments.text(FederateOptions.PRIVACY);
  }

  boolean hasBudget() {
    return arguments.has(FederateOptions.EPSILON);
  }

  double clipNorm() {
    return number(FederateOptions.CLIP_NORM);
  }

  double delta() {
    return number(FederateOptions.DELTA);
  }

  long evaluateEvery() {
    return arguments.integer(FederateOptions.EVALUATE_EVERY);
  }

  int validationLimit() {
    return whole(FederateOptions.VALIDATION_LIMIT);
  }

  int checkpointEvery() {
    return whole(FederateOptions.CHECKPOINT_EVERY);
  }

  int keepRounds() {
    return whole(FederateOptions.KEEP_ROUNDS);
  }

  int partitions() {
    return whole(FederateOptions.PARTITIONS);
  }

  Split split() {
    return Split.valueOf(arguments.text(FederateOptions.SPLIT).toUpperCase(Locale.ROOT));
  }

  boolean needsSecret() {
    return secure() || !privacy().equals("none");
  }

  @Nullable SecretSource secretSource() {
    return arguments.find(FederateOptions.SECRET_SOURCE).map(SecretSource::new).orElse(null);
  }

  ClientSampling.Kind sampling() {
    String kind = arguments.text(FederateOptions.CLIENT_SAMPLING);
    if (kind.equals(FederateOptions.AUTO)) {
      return privacy().equals("central") ? ClientSampling.Kind.POISSON : ClientSampling.Kind.FIXED;
    }
    return ClientSampling.Kind.valueOf(kind.toUpperCase(Locale.ROOT));
  }

  boolean weighted() {
    String weighting = arguments.text(FederateOptions.WEIGHTING);
    return weighting.equals("examples")
        || (weighting.equals(FederateOptions.AUTO)
            && method() != FederatedMethod.SCAFFOLD
            && privacy().equals("none"));
  }

  Combination combination() {
    return secure()
        ? new Combination(
            null,
            true,
            whole(FederateOptions.SECURE_NEIGHBOURS),
            number(FederateOptions.SECURE_RANGE))
        : Combination.of(robustRule());
  }

  private @Nullable RobustRule robustRule() {
    return RobustRules.of(
            rule(), number(FederateOptions.TRIMMED_SHARE), whole(FederateOptions.FALSE_CLIENTS))
        .orElse(null);
  }

  LocalSettings local(long seed) {
    return new LocalSettings(
        seed,
        whole(FederateOptions.LOCAL_EPOCHS),
        batchSize(),
        microBatchSize(),
        number(FederateOptions.CLIENT_RATE),
        number(FederateOptions.CLIP),
        method() == FederatedMethod.FEDPROX ? number(FederateOptions.PROXIMAL) : 0,
        arguments.integer(FederateOptions.DEADLINE_STEPS),
        number(FederateOptions.DEADLINE_SECONDS));
  }

  ServerSettings server() {
    FederatedMethod method = method();
    double tau = number(FederateOptions.TAU);
    return new ServerSettings(
        method,
        number(FederateOptions.SERVER_RATE, method.defaultServerRate()),
        number(FederateOptions.BETA1, method.defaultBeta1()),
        number(FederateOptions.BETA2),
        tau,
        number(FederateOptions.INITIAL_SECOND, tau * tau),
        arguments.flag(FederateOptions.BIAS_CORRECTION));
  }

  /**
   * What becomes of a client's change.
   *
   * @param noiseMultiplier of the noise, where there is any
   */
  Treatment treatment(double noiseMultiplier) {
    boolean isPrivate = !privacy().equals("none");
    return new Treatment(
        weighted(),
        isPrivate ? clipNorm() : number(FederateOptions.NORM_BOUND),
        privacy().equals("local") ? noiseMultiplier * clipNorm() : 0,
        !isPrivate && !secure());
  }

  AttackPlan attacks(long seed, int clients) {
    return new AttackPlan(
        Attack.of(arguments.text(FederateOptions.ATTACK)),
        number(FederateOptions.ATTACK_SHARE),
        number(FederateOptions.ATTACK_SCALE),
        seed,
        clients);
  }

  DecoderSettings tuning() {
    int rank = whole(FederateOptions.LORA_RANK);
    DecoderSettings.Adapter adapter =
        rank == 0
            ? null
            : new DecoderSettings.Adapter(
                rank,
                number(FederateOptions.LORA_ALPHA, 2.0 * rank),
                List.of(arguments.text(FederateOptions.LORA_TARGETS).split("\\s*,\\s*")));
    return new DecoderSettings(DType.F32, "cpu", adapter, false, 0);
  }
}
