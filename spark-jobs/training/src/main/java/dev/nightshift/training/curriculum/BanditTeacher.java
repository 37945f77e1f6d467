package dev.nightshift.training.curriculum;

import dev.nightshift.schema.random.CounterRandom;
import dev.nightshift.training.curriculum.CurriculumSettings.Bandit;
import dev.nightshift.training.trainer.StepReport;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.pytorch.Tensor;

/**
 * Chooses the level on which the loss changes most: the online algorithm of teacher–student
 * curriculum learning (Matiisen, Oliver, Cohen and Schulman 2017, algorithm 2). The levels divide
 * the examples evenly by difficulty, and a step draws from one of them. With the loss l of a step
 * on level a and the loss l′ of the step before on the same level,
 *
 * <pre>
 *   r = l′ − l                 Q(a) ← α r + (1 − α) Q(a)
 * </pre>
 *
 * <p>The next level has the greatest |Q|, so that one which is being forgotten comes back, or, with
 * probability ε, is any. First each level has two steps, the easier ones before the harder. Of
 * levels with one |Q| the easier is taken.
 */
final class BanditTeacher implements Teacher {

  private static final String STATE = "bandit";
  private static final int FIRST_STEPS = 2;

  private final Bandit rule;
  private final int count;
  private final long seed;
  private final double[] progress;
  private final double[] losses;
  private final long[] visits;
  private int current;

  BanditTeacher(CurriculumSettings settings, int count, long seed) {
    int levels = Math.min(settings.levels(), count);
    this.rule = settings.bandit();
    this.count = count;
    this.seed = seed;
    this.progress = new double[levels];
    this.losses = new double[levels];
    this.visits = new long[levels];
  }

  @Override
  public Pool pool(long step) {
    current = chosen(step);
    return Pool.level(current, progress.length, count);
  }

  private int chosen(long step) {
    for (int round = 1; round <= FIRST_STEPS; round++) {
      for (int level = 0; level < visits.length; level++) {
        if (visits[level] < round) {
          return level;
        }
      }
    }
    CounterRandom random = CounterRandom.of(seed, "bandit", step);
    if (random.nextDouble() < rule.explore()) {
      return random.nextInt(progress.length);
    }
    int best = 0;
    for (int level = 1; level < progress.length; level++) {
      if (Math.abs(progress[level]) > Math.abs(progress[best])) {
        best = level;
      }
    }
    return best;
  }

  @Override
  public void heard(StepReport report) {
    heard(report.loss());
  }

  /** Hears the loss of a step on the level that was chosen last. */
  void heard(double loss) {
    if (visits[current] > 0) {
      double reward = losses[current] - loss;
      progress[current] = rule.rate() * reward + (1 - rule.rate()) * progress[current];
    }
    losses[current] = loss;
    visits[current]++;
  }

  /** The running mean of the progress of a level. */
  double progress(int level) {
    return progress[level];
  }

  @Override
  public Map<String, Tensor> save() {
    Map<String, Tensor> saved = new TreeMap<>();
    double[] seen = new double[visits.length];
    for (int level = 0; level < seen.length; level++) {
      seen[level] = visits[level];
    }
    saved.put(STATE + ".progress", ExactDoubles.save(progress));
    saved.put(STATE + ".losses", ExactDoubles.save(losses));
    saved.put(STATE + ".visits", ExactDoubles.save(seen));
    return saved;
  }

  @Override
  public void load(Map<String, Tensor> saved) {
    Tensor kept = saved.get(STATE + ".progress");
    Tensor last = saved.get(STATE + ".losses");
    Tensor seen = saved.get(STATE + ".visits");
    if (kept != null && last != null && seen != null) {
      copy(ExactDoubles.load(kept), progress);
      copy(ExactDoubles.load(last), losses);
      double[] counts = new double[visits.length];
      copy(ExactDoubles.load(seen), counts);
      for (int level = 0; level < counts.length; level++) {
        visits[level] = (long) counts[level];
      }
    }
  }

  private static void copy(double[] from, double[] to) {
    if (from.length != to.length) {
      throw new IllegalArgumentException(
          "the checkpoint has " + from.length + " levels, and " + to.length + " were asked for");
    }
    System.arraycopy(from, 0, to, 0, to.length);
  }
}
