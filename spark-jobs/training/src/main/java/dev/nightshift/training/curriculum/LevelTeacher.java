package dev.nightshift.training.curriculum;

import dev.nightshift.schema.error.WorkException;
import dev.nightshift.training.curriculum.CurriculumSettings.Performance;
import dev.nightshift.training.trainer.StepReport;
import java.util.Map;
import java.util.TreeSet;
import org.bytedeco.pytorch.Tensor;

/**
 * Goes a level up when the training does well and a level down when it does badly. A step draws
 * from its level and all easier ones. The measure x is smoothed on each level, m ← .9 m + .1 x from
 * the level's first step on; a threshold counts once m was beyond it for as many steps in a row as
 * the patience says, and m then begins anew. Between the two thresholds nothing moves (hysteresis).
 */
final class LevelTeacher implements Teacher {

  private static final double MEMORY = .9;
  private static final String STATE = "levels";

  private final Performance rule;
  private final int levels;
  private final int count;
  private final int batchSize;
  private int level;
  private long heard;
  private double mean;
  private int good;
  private int bad;

  LevelTeacher(CurriculumSettings settings, int count, int batchSize) {
    this.rule = settings.performance();
    this.levels = settings.levels();
    this.count = count;
    this.batchSize = batchSize;
  }

  /** The level, from 0. */
  int level() {
    return level;
  }

  @Override
  public Pool pool(long step) {
    return Pool.upTo((level + 1.0) / levels, count, batchSize);
  }

  @Override
  public void heard(StepReport report) {
    Double value = report.values().get(rule.measure());
    if (value == null) {
      throw new WorkException(
          "no step tells '" + rule.measure() + "', which the curriculum goes by",
          "option 'curriculum-measure'",
          "Steps tell: " + String.join(", ", new TreeSet<>(report.values().keySet())) + ".");
    }
    heard(value);
  }

  /** Hears a value of the measure. */
  void heard(double value) {
    mean = heard == 0 ? value : MEMORY * mean + (1 - MEMORY) * value;
    heard++;
    good = better(mean, rule.promoteAt()) ? good + 1 : 0;
    bad = better(rule.demoteAt(), mean) ? bad + 1 : 0;
    if (good >= rule.patience() && level + 1 < levels) {
      move(level + 1);
    } else if (bad >= rule.patience() && level > 0) {
      move(level - 1);
    }
  }

  private boolean better(double value, double than) {
    return rule.lessIsBetter() ? value < than : value > than;
  }

  private void move(int to) {
    level = to;
    heard = 0;
    good = 0;
    bad = 0;
  }

  @Override
  public Map<String, Tensor> save() {
    return Map.of(STATE, ExactDoubles.save(level, heard, mean, good, bad));
  }

  @Override
  public void load(Map<String, Tensor> saved) {
    Tensor state = saved.get(STATE);
    if (state != null) {
      double[] values = ExactDoubles.load(state);
      level = (int) values[0];
      heard = (long) values[1];
      mean = values[2];
      good = (int) values[3];
      bad = (int) values[4];
    }
  }
}
