package dev.nightshift.training.preference.loss;

import java.util.OptionalDouble;

/**
 * What a user may set of the losses; what is not set has the published default of each loss.
 *
 * @param beta β (of ORPO λ, of SPPO 1/η)
 * @param labelSmoothing ε of cDPO and robust DPO
 * @param gamma γ of SimPO
 * @param desirableWeight λ_D of KTO
 * @param undesirableWeight λ_U of KTO
 */
public record LossSettings(
    OptionalDouble beta,
    OptionalDouble labelSmoothing,
    OptionalDouble gamma,
    OptionalDouble desirableWeight,
    OptionalDouble undesirableWeight) {

  /** Everything by default. */
  public static final LossSettings DEFAULT =
      new LossSettings(
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty());
}
