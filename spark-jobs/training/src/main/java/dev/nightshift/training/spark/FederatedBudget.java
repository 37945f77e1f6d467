package dev.nightshift.training.spark;

import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.training.federated.ClientSampling;
import dev.nightshift.training.federated.privacy.Accountant;
import dev.nightshift.training.federated.privacy.NoiseCalibration;
import dev.nightshift.training.federated.privacy.PrivacyBudget;
import dev.nightshift.training.federated.privacy.PrivateSum;
import dev.nightshift.training.federated.privacy.SamplingBound;
import org.jspecify.annotations.Nullable;

/**
 * Noise and budget of a private run. With central noise a round costs the same for all clients.
 * With local noise a client pays for each round in which it takes part, so what counts is the
 * client that took part most often; the sampling does not help it.
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

  /** The budget of a request, or null where nothing is private. */
  static @Nullable FederatedBudget of(FederateRequest request, ClientSampling sampling) {
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
    double noise = noise(request, accountant, draft, epsilon);
    return new FederatedBudget(
        noise,
        new PrivacyBudget(accountant.costOf(draft.withNoise(noise)), epsilon, request.delta()),
        local);
  }

  private static double noise(
      FederateRequest request, Accountant accountant, PrivateSum draft, double epsilon) {
    if (request.arguments().has(FederateOptions.NOISE)) {
      return request.arguments().number(FederateOptions.NOISE);
    }
    try {
      return NoiseCalibration.multiplier(
          accountant, draft, request.rounds(), epsilon, request.delta());
    } catch (IllegalArgumentException e) {
      throw new RequestException(
          String.valueOf(e.getMessage()),
          "option 'epsilon'",
          "Raise --epsilon or --delta, or lower --rounds.");
    }
  }
}
