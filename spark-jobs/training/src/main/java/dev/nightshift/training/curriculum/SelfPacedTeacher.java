package dev.nightshift.training.curriculum;

import java.util.Arrays;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * Chooses examples whose loss under the current parameters is below a threshold, v = 1 where f < λ
 * (Kumar, Packer and Koller, "Self-paced learning for latent variable models", NeurIPS 2010,
 * equation 3 with λ = 1/K). The threshold begins as the median loss of the first candidates, so
 * that half of them are easy, is multiplied by μ at equal times, and falls away with the last
 * level.
 *
 * <p>In place of all examples, as in the paper, a step judges some times as many candidates as it
 * learns from, drawn from all. Where fewer are below the threshold than a step takes, those of
 * least loss fill it up.
 */
final class SelfPacedTeacher implements Teacher {

  private static final String STATE = "threshold";

  private final CurriculumSettings settings;
  private final int count;
  private double first = Double.NaN;

  SelfPacedTeacher(CurriculumSettings settings, int count) {
    this.settings = settings;
    this.count = count;
  }

  @Override
  public Pool pool(long step) {
    return new Pool(0, count, share(step - 1));
  }

  private double share(long taken) {
    return Math.min(1, (double) level(taken) / settings.levels());
  }

  private long level(long taken) {
    return taken >= settings.steps()
        ? settings.levels()
        : (long) Math.floor((double) taken * settings.levels() / settings.steps());
  }

  /** Examples whose loss is asked for, where a step takes so many. */
  int candidates(int taken) {
    return Math.min(count, taken * settings.selfPaced().candidates());
  }

  /**
   * Which candidates a step learns from, in their order.
   *
   * @param step the step, from 1
   * @param losses of the candidates
   * @param taken how many a step takes, at most as many as there are candidates
   */
  int[] choose(long step, double[] losses, int taken) {
    double[] sorted = losses.clone();
    Arrays.sort(sorted);
    if (Double.isNaN(first)) {
      first = sorted[(sorted.length - 1) / 2];
    }
    double threshold = Math.max(threshold(step), sorted[taken - 1]);
    int[] chosen = new int[taken];
    int at = 0;
    for (int i = 0; i < losses.length && at < taken; i++) {
      if (losses[i] <= threshold) {
        chosen[at++] = i;
      }
    }
    return chosen;
  }

  /** The threshold of a step. */
  double threshold(long step) {
    long level = level(step - 1);
    return level >= settings.levels()
        ? Double.POSITIVE_INFINITY
        : first * StrictMath.pow(settings.selfPaced().growth(), level);
  }

  @Override
  public Map<String, Tensor> save() {
    return Double.isNaN(first) ? Map.of() : Map.of(STATE, ExactDoubles.save(first));
  }

  @Override
  public void load(Map<String, Tensor> saved) {
    Tensor kept = saved.get(STATE);
    if (kept != null) {
      first = ExactDoubles.load(kept)[0];
    }
  }
}
