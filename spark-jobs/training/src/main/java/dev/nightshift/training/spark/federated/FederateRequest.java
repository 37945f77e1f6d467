package dev.nightshift.training.spark.federated;

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
import dev.nightshift.training.federated.client.ClientTable.Split;
import dev.nightshift.training.federated.client.LocalSettings;
import dev.nightshift.training.federated.secure.SecretSource;
import dev.nightshift.training.federated.server.FederatedMethod;
import dev.nightshift.training.federated.server.ServerSettings;
import dev.nightshift.training.spark.ModelSource;
import dev.nightshift.training.state.TrainingSettings;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/** What the options of {@link FederateJob} ask for. */
final class FederateRequest {

  private final JobArguments arguments;

  FederateRequest(JobArguments arguments) {
    this.arguments = arguments;
  }

  /**
   * Adds a fault for everything that is wrong by itself or together.
   *
   * @param spark whose tasks look for the secret, which the driver does not read
   */
  void check(Faults faults) {
    new FederateChecks(this).check(faults);
  }

  /** Adds a fault where the secret that is needed cannot be read. */
  void checkSecret(SparkSession spark, Faults faults) {
    new FederateChecks(this).checkSecret(spark, faults);
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
    return number(FederateOptions.CLIP_NORM, 1);
  }

  double secureRange() {
    return number(FederateOptions.SECURE_RANGE);
  }

  /** Whether noise covers what is told of clients. */
  boolean isPrivate() {
    return !privacy().equals("none");
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

  /** Whether rounds of an earlier run are taken over. */
  boolean resumes() {
    return arguments.flag(ModelSource.RESUME);
  }

  boolean needsSecret() {
    return secure() || isPrivate();
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
        ? new Combination(null, true, whole(FederateOptions.SECURE_NEIGHBOURS), secureRange())
        : Combination.of(robustRule());
  }

  @Nullable RobustRule robustRule() {
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
        method() == FederatedMethod.FEDPROX ? number(FederateOptions.PROXIMAL, .01) : 0,
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
    return new Treatment(
        weighted(),
        isPrivate() ? clipNorm() : number(FederateOptions.NORM_BOUND),
        privacy().equals("local") ? noiseMultiplier * clipNorm() : 0,
        !needsSecret(),
        isPrivate());
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
