package dev.nightshift.training.preference.loss;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * The hinge loss of SLiC over DPO's margin:
 *
 * <pre>  max(0, 1 − βh)</pre>
 *
 * <p>Sources: Zhao, Joshi, Liu et al., "SLiC-HF: sequence likelihood calibration with human
 * feedback", 2023, equation 1 (the rank calibration loss, with δ = 1/β); Liu, Zhao, Joshi et al.,
 * "Statistical rejection sampling improves preference optimization", ICLR 2024, section 3
 * (normalised by the reference).
 *
 * @param beta β, the reciprocal of the margin that is enough
 */
public record HingeLoss(double beta) implements PreferenceLoss {

  public HingeLoss {
    PreferenceLoss.requirePositive("beta", beta);
  }

  @Override
  public String name() {
    return "hinge";
  }

  @Override
  public Tensor of(PreferenceTerms terms) {
    Tensor margins = terms.chosen().ratios().sub(terms.rejected().ratios());
    return PreferenceLoss.scaled(-beta, margins).add(new Scalar(1)).relu();
  }

  @Override
  public Tensor rewards(Answers answers) {
    return PreferenceLoss.scaled(beta, answers.ratios());
  }
}
