package dev.nightshift.curation.expect;

import dev.nightshift.schema.error.Fault;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What was measured for one expectation.
 *
 * @param expectation the expectation
 * @param value the measured value; not a number where there was nothing to measure
 * @param missed how the expectation is missed; null where it is met
 * @param problem in words; empty where it is met
 */
public record Outcome(
    Expectation expectation, double value, @Nullable Severity missed, String problem) {

  private static final String REMEDY =
      "Look at what came in that night and at the table 'rejects'; if the change is meant, move the"
          + " bound.";

  /** Holds a value against an expectation. */
  public static Outcome of(Expectation expectation, double value) {
    if (expectation instanceof Expectation.Bound bound) {
      return bound(bound, value);
    }
    return drift((Expectation.Drift) expectation, value);
  }

  private static Outcome bound(Expectation.Bound bound, double value) {
    String problem = "";
    if (Double.isNaN(value)) {
      problem = bound.name() + " cannot be measured: no row has a value";
    } else if (value < bound.min()) {
      problem = bound.name() + " is " + shown(value) + ", at least " + shown(bound.min());
    } else if (value > bound.max()) {
      problem = bound.name() + " is " + shown(value) + ", at most " + shown(bound.max());
    }
    boolean met = problem.isEmpty();
    return new Outcome(
        bound,
        value,
        met ? null : bound.severity(),
        met || Double.isNaN(value) ? problem : problem + " is expected");
  }

  private static Outcome drift(Expectation.Drift drift, double value) {
    Severity missed =
        value >= drift.stop() ? Severity.STOP : value >= drift.warn() ? Severity.WARN : null;
    double limit = missed == Severity.STOP ? drift.stop() : drift.warn();
    return new Outcome(
        drift,
        value,
        missed,
        missed == null
            ? ""
            : drift.name()
                + " is "
                + shown(value)
                + " against the nights before, less than "
                + shown(limit)
                + " is expected");
  }

  /** The fault of a missed expectation. */
  public Optional<Fault> fault() {
    return missed == null
        ? Optional.empty()
        : Optional.of(new Fault(problem, expectation.place(), REMEDY));
  }

  private static String shown(double number) {
    return number == Math.rint(number) && Math.abs(number) < 1e15
        ? String.valueOf((long) number)
        : String.format(Locale.ROOT, "%.4f", number);
  }
}
