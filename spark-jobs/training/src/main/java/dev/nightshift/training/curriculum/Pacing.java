package dev.nightshift.training.curriculum;

import java.io.Serializable;

/**
 * Competence as a function of the steps taken: the share of the examples, easiest first, that a
 * step may draw from. With t steps taken, T steps until everything is allowed, the first competence
 * c0 and s levels:
 *
 * <pre>
 *   LINEAR       min(1, t (1 − c0) / T + c0)
 *   ROOT         min(1, (t (1 − c0²) / T + c0²)^(1/2))
 *   ROOT_P       min(1, (t (1 − c0^p) / T + c0^p)^(1/p))
 *   STEP         min(1, c0 + (1 − c0) ⌊t s / T⌋ / s)
 *   EXPONENTIAL  min(1, c0^(1 − ⌊t s / T⌋ / s))
 *   UNIFORM      1
 * </pre>
 *
 * <p>Sources: Platanios et al., "Competence-based curriculum learning for neural machine
 * translation", NAACL 2019, equations 6 to 8; Hacohen and Weinshall, "On the power of curriculum
 * learning in training deep networks", ICML 2019, equation 3 with the increase c0^(−1/s).
 *
 * @param kind one whose competence is a function of the step
 * @param start c0, in (0, 1]
 * @param steps T
 * @param power p
 * @param levels s
 */
public record Pacing(CurriculumKind kind, double start, long steps, double power, int levels)
    implements Serializable {

  public Pacing {
    if (!kind.isPaced()) {
      throw new IllegalArgumentException(kind.label() + " is no function of the step");
    }
    if (!(start > 0 && start <= 1) || steps < 1 || !(power > 0) || levels < 1) {
      throw new IllegalArgumentException(
          "no pacing from " + start + " in " + steps + " steps, " + power + ", " + levels);
    }
  }

  /** The competence after so many steps, in (0, 1]. */
  public double competence(long taken) {
    if (taken >= steps) {
      return 1;
    }
    double share = (double) taken / steps;
    return switch (kind) {
      case LINEAR -> Math.min(1, share * (1 - start) + start);
      case ROOT -> root(share, 2);
      case ROOT_P -> root(share, power);
      case STEP -> Math.min(1, start + (1 - start) * level(taken) / levels);
      case EXPONENTIAL -> Math.min(1, StrictMath.pow(start, 1 - (double) level(taken) / levels));
      case UNIFORM, SELF_PACED, PERFORMANCE, BANDIT -> 1;
    };
  }

  private double root(double share, double degree) {
    double first = StrictMath.pow(start, degree);
    return Math.min(1, StrictMath.pow(share * (1 - first) + first, 1 / degree));
  }

  /** ⌊t s / T⌋, of t below T. */
  private long level(long taken) {
    return (long) Math.floor((double) taken * levels / steps);
  }
}
