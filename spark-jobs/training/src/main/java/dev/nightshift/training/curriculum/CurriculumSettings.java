package dev.nightshift.training.curriculum;

import java.io.Serializable;

/**
 * A curriculum.
 *
 * @param kind which one
 * @param hardFirst whether it goes from hard to easy (anti-curriculum)
 * @param start the first competence c0, (0, 1]
 * @param steps steps until everything is allowed
 * @param power degree of {@code root-p}
 * @param levels levels of the curricula that have some
 * @param performance of {@code performance}
 * @param bandit of {@code bandit}
 * @param selfPaced of {@code self-paced}
 */
public record CurriculumSettings(
    CurriculumKind kind,
    boolean hardFirst,
    double start,
    long steps,
    double power,
    int levels,
    Performance performance,
    Bandit bandit,
    SelfPaced selfPaced)
    implements Serializable {

  /**
   * When a training moves between levels. Between the two thresholds it stays where it is.
   *
   * @param measure {@code loss}, of which less is better, or a metric, of which more is better
   * @param promoteAt the value that is good enough for the next level
   * @param demoteAt the value that is bad enough for the one before
   * @param patience steps in a row that the smoothed value must be beyond a threshold
   */
  public record Performance(String measure, double promoteAt, double demoteAt, int patience)
      implements Serializable {

    /** The measure of which less is better. */
    public static final String LOSS = "loss";

    /** Whether less of the measure is better. */
    public boolean lessIsBetter() {
      return measure.equals(LOSS);
    }

    public Performance {
      if (patience < 1) {
        throw new IllegalArgumentException("a patience of " + patience + " steps");
      }
      boolean apart = measure.equals(LOSS) ? promoteAt < demoteAt : promoteAt > demoteAt;
      if (!apart) {
        throw new IllegalArgumentException(
            "promotion at " + promoteAt + " and demotion at " + demoteAt + " of " + measure);
      }
    }
  }

  /**
   * How a level is chosen by its progress.
   *
   * @param explore share of the steps whose level is drawn at random (ε)
   * @param rate weight of the newest progress in the running mean (α)
   */
  public record Bandit(double explore, double rate) implements Serializable {
    public Bandit {
      if (!(explore >= 0 && explore <= 1) || !(rate > 0 && rate <= 1)) {
        throw new IllegalArgumentException("exploration " + explore + ", rate " + rate);
      }
    }
  }

  /**
   * How examples are chosen by their loss.
   *
   * @param candidates examples whose loss is computed, for each one of a step
   * @param growth factor of the threshold from level to level (μ)
   */
  public record SelfPaced(int candidates, double growth) implements Serializable {
    public SelfPaced {
      if (candidates < 2 || !(growth > 1)) {
        throw new IllegalArgumentException(candidates + " candidates, growth " + growth);
      }
    }
  }

  public CurriculumSettings {
    if (!(start > 0 && start <= 1) || steps < 1 || !(power > 0) || levels < 1) {
      throw new IllegalArgumentException(
          "no curriculum from " + start + " in " + steps + " steps, " + power + ", " + levels);
    }
  }

  /** A curriculum of a kind with the usual values of all that does not concern it. */
  public static CurriculumSettings of(CurriculumKind kind, double start, long steps) {
    return new CurriculumSettings(
        kind,
        false,
        start,
        steps,
        2,
        5,
        new Performance(Performance.LOSS, .5, 1, 10),
        new Bandit(.1, .1),
        new SelfPaced(4, 1.3));
  }

  /** The same from hard to easy. */
  public CurriculumSettings reversed() {
    return new CurriculumSettings(
        kind, !hardFirst, start, steps, power, levels, performance, bandit, selfPaced);
  }

  /** The same with other thresholds. */
  public CurriculumSettings with(Performance other) {
    return new CurriculumSettings(
        kind, hardFirst, start, steps, power, levels, other, bandit, selfPaced);
  }

  /** Its pacing, of a kind that has one. */
  public Pacing pacing() {
    return new Pacing(kind, start, steps, power, levels);
  }
}
