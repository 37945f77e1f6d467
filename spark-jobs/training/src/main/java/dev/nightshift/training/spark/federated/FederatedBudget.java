package dev.nightshift.training.spark.federated;

import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.schema.error.Fault;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.training.federated.ClientSampling;
import dev.nightshift.training.federated.privacy.Accountant;
import dev.nightshift.training.federated.privacy.NoiseCalibration;
import dev.nightshift.training.federated.privacy.PrivacyBudget;
import dev.nightshift.training.federated.privacy.PrivateSum;
import dev.nightshift.training.federated.privacy.SamplingBound;
import dev.nightshift.training.federated.secure.MaskGraph;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Noise and budget of a private run. With central noise a round costs the same for all clients.
 * With local noise a client pays for each round in which it takes part, so what counts is the
 * client that takes part most often, which the draws tell beforehand; the sampling does not help
 * it.
 *
 * @param noiseMultiplier deviation of the noise in units of the norm bound
 * @param budget what may be spent
 * @param local whether clients add the noise
 */
record FederatedBudget(double noiseMultiplier, PrivacyBudget budget, boolean local) {

  /** Adds a fault where accountant, bound and sampling do not fit. */
  static void check(FederateRequest request, Faults faults) {
    if (!request.privacy().equals("central")) {
      return;
    }
    Accountant accountant = accountant(request.arguments());
    SamplingBound bound = bound(request);
    if (!accountant.knows(bound)) {
      faults.add(
          "--accountant pld knows no bound for a fixed number of clients",
          "option 'privacy-bound'",
          "Give --privacy-bound unamplified, --accountant rdp, or --client-sampling poisson.");
    }
    ClientSampling.Kind drawn = request.sampling();
    if ((bound == SamplingBound.POISSON && drawn != ClientSampling.Kind.POISSON)
        || (bound == SamplingBound.WITHOUT_REPLACEMENT && drawn != ClientSampling.Kind.FIXED)) {
      faults.add(
          "--privacy-bound " + bound.label() + " is not how --client-sampling draws clients",
          "option 'privacy-bound'",
          "Leave it out, or give unamplified.");
    }
  }

  private static Accountant accountant(JobArguments arguments) {
    return Accountant.of(arguments.text(FederateOptions.ACCOUNTANT));
  }

  private static SamplingBound bound(FederateRequest request) {
    String label = request.arguments().text(FederateOptions.BOUND);
    if (!label.equals(FederateOptions.AUTO)) {
      return SamplingBound.of(label);
    }
    if (request.sampling() == ClientSampling.Kind.POISSON) {
      return SamplingBound.POISSON;
    }
    return accountant(request.arguments()) == Accountant.PLD
        ? SamplingBound.UNAMPLIFIED
        : SamplingBound.WITHOUT_REPLACEMENT;
  }

  /** Deviations of local noise that must fit into the range of masked numbers: 2·10⁻⁹ do not. */
  private static final int DEVIATIONS = 6;

  /** A fault where masks would cut local noise. */
  static Optional<Fault> cut(FederateRequest request, double noiseMultiplier) {
    double needed = request.clipNorm() * (1 + DEVIATIONS * noiseMultiplier);
    return request.secureRange() >= needed
        ? Optional.empty()
        : Optional.of(
            new Fault(
                String.format(
                    Locale.ROOT,
                    "--secure-range %s cuts local noise of deviation %.4g",
                    request.secureRange(),
                    request.clipNorm() * noiseMultiplier),
                "",
                String.format(
                    Locale.ROOT,
                    "Give at least %.4g: --clip-norm and %d deviations.",
                    Math.ceil(1000 * needed) / 1000,
                    DEVIATIONS)));
  }

  /**
   * The budget of a request, or null where nothing is private.
   *
   * @param sampling how clients are drawn
   * @param most rounds of the client that takes part most often
   */
  static @Nullable FederatedBudget of(FederateRequest request, ClientSampling sampling, long most) {
    if (request.privacy().equals("none")) {
      return null;
    }
    JobArguments arguments = request.arguments();
    Accountant accountant = accountant(arguments);
    boolean local = request.privacy().equals("local");
    PrivateSum draft =
        new PrivateSum(
            1, local ? 1 : sampling.share(), local ? SamplingBound.UNAMPLIFIED : bound(request));
    double epsilon =
        request.hasBudget() ? arguments.number(FederateOptions.EPSILON) : Double.POSITIVE_INFINITY;
    long costs = Math.max(1, local ? most : request.rounds());
    double delta = request.delta() - told(request, sampling, accountant, draft);
    double noise = noise(request, accountant, draft, costs, epsilon, delta);
    if (local && request.secure()) {
      Optional<Fault> cut = cut(request, noise);
      if (cut.isPresent()) {
        throw new RequestException(List.of(cut.get()));
      }
    }
    return new FederatedBudget(
        noise, new PrivacyBudget(accountant.costOf(draft.withNoise(noise)), epsilon, delta), local);
  }

  /**
   * What of δ goes to telling that a round drew too few clients to unmask their sum. Where that
   * happens with probability p at most, in all rounds together and with one client more or less,
   * rounds that are never passed over are (ε, δ′) private, and these are (ε, δ′ + (1 + e^ε) p).
   */
  private static double told(
      FederateRequest request, ClientSampling sampling, Accountant accountant, PrivateSum draft) {
    if (!request.secure()
        || !request.privacy().equals("central")
        || sampling.kind() != ClientSampling.Kind.POISSON) {
      return 0;
    }
    double epsilon =
        request.hasBudget()
            ? request.arguments().number(FederateOptions.EPSILON)
            : accountant
                .costOf(draft.withNoise(request.arguments().number(FederateOptions.NOISE)))
                .epsilon(request.rounds(), request.delta() / 2);
    double told =
        (1 + Math.exp(epsilon))
            * request.rounds()
            * sampling.drawsFewer(MaskGraph.LEAST, sampling.clients() - 1);
    if (!(told <= request.delta() / 2)) {
      throw new RequestException(
          String.format(
              Locale.ROOT,
              "rounds of about %d clients draw fewer than %d too often: that such a round is passed"
                  + " over takes %.2g of delta %s",
              sampling.perRound(),
              MaskGraph.LEAST,
              told,
              request.delta()),
          "option 'clients-per-round'",
          "Raise it, or give --client-sampling fixed.");
    }
    return told;
  }

  private static double noise(
      FederateRequest request,
      Accountant accountant,
      PrivateSum draft,
      long costs,
      double epsilon,
      double delta) {
    if (request.arguments().has(FederateOptions.NOISE)) {
      return request.arguments().number(FederateOptions.NOISE);
    }
    try {
      return NoiseCalibration.multiplier(accountant, draft, costs, epsilon, delta);
    } catch (IllegalArgumentException e) {
      throw new RequestException(
          String.valueOf(e.getMessage()),
          "option 'epsilon'",
          "Raise --epsilon or --delta, or lower --rounds.");
    }
  }
}
