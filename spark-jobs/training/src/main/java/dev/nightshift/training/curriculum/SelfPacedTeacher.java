package dev.nightshift.training.curriculum;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/**
 * Chooses examples whose loss under the current parameters is below a threshold, v = 1 where f < λ
 * (Kumar, Packer and Koller, "Self-paced learning for latent variable models", NeurIPS 2010,
 * equation 3 with λ = 1/K). The threshold begins as the median loss m of the first candidates, so
 * that half of them are easy, grows with the level k, and falls away with the last level:
 *
 * <pre>
 *   λ(k) = m + |m| (μ^k − 1)        which is m μ^k where m > 0
 * </pre>
 *
 * <p>so that it also grows where losses are negative, as that of robust DPO can be.
 *
 * <p>In place of all examples, as in the paper, candidates are judged that are drawn from all, some
 * times as many as a step learns from at least, and as many again until the step is full. Where
 * fewer of them are below the threshold than their share, those of least loss fill it up.
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

  /** Candidates of a round, where a step takes so many at least. */
  int candidates(int taken) {
    return Math.min(count, taken * settings.selfPaced().candidates());
  }

  /** Whether a step takes candidates as they come. */
  boolean takesAll(long step) {
    return level(step - 1) >= settings.levels();
  }

  /**
   * Which candidates a step learns from, in their order.
   *
   * @param step the step, from 1
   * @param losses of the candidates
   * @param taken how many are taken at least; no more than there are candidates
   */
  int[] choose(long step, double[] losses, int taken) {
    double[] sorted = losses.clone();
    Arrays.sort(sorted);
    if (Double.isNaN(first)) {
      first = sorted[(sorted.length - 1) / 2];
    }
    double threshold = Math.max(threshold(step), sorted[taken - 1]);
    return IntStream.range(0, losses.length).filter(i -> losses[i] <= threshold).toArray();
  }

  /** The threshold of a step. */
  double threshold(long step) {
    if (takesAll(step)) {
      return Double.POSITIVE_INFINITY;
    }
    double grown = StrictMath.pow(settings.selfPaced().growth(), level(step - 1));
    return first > 0 ? first * grown : first + Math.abs(first) * (grown - 1);
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
