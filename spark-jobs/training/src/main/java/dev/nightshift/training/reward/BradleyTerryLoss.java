package dev.nightshift.training.reward;

import java.io.Serializable;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The loss of a pair of rewards, r_w of the preferred answer and r_l of the other:
 *
 * <pre>−log σ(r_w − r_l − m) + λ (r_w + r_l)²</pre>
 *
 * <p>σ(r_w − r_l) is the probability of the preference in the model of Bradley and Terry 1952. The
 * margin m asks for a greater difference where people were surer (Touvron et al. 2023, Llama 2,
 * equation 2); the second term keeps rewards around 0, which pairs alone leave open (Eisenstein et
 * al. 2023, "Helping or herding?", section 4; TRL's {@code center_rewards_coefficient}). The log-sigmoid is
 * computed in a form that neither overflows nor loses digits.
 *
 * <p>Sources: Ziegler et al. 2019, equation 1; Stiennon et al. 2020, section 3.4; Ouyang et al.
 * 2022, InstructGPT, equation 1.
 *
 * @param centering λ, at least 0
 */
public record BradleyTerryLoss(double centering) implements Serializable {

  public BradleyTerryLoss {
    if (!(centering >= 0 && Double.isFinite(centering))) {
      throw new IllegalArgumentException(
          "the coefficient of centring is at least 0, was " + centering);
    }
  }

  /** The loss of each pair, [n], for rewards and margins [n]. */
  public Tensor of(Tensor chosen, Tensor rejected, Tensor margins) {
    Tensor loss = torch.log_sigmoid(chosen.sub(rejected).sub(margins)).neg();
    return centering == 0
        ? loss
        : loss.add(chosen.add(rejected).square(), new Scalar(centering));
  }
}
