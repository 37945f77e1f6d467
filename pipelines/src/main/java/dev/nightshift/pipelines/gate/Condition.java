package dev.nightshift.pipelines.gate;

import dev.nightshift.schema.error.Faults;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One requirement of a gate, such as {@code arithmetic.exact_match >= 0.4}, {@code
 * pairs.accuracy.ci_low > 0.5} or {@code arithmetic.exact_match >= baseline + 0.05}.
 *
 * @param text as written
 * @param task the task
 * @param metric the metric
 * @param filter the answer filter, for tasks that score several; null for any
 * @param field what of the score is compared
 * @param relation how
 * @param ofBaseline whether the bound starts from the baseline's same field
 * @param bound the number, added to the baseline's where there is one
 */
public record Condition(
    String text,
    String task,
    String metric,
    @Nullable String filter,
    Field field,
    Relation relation,
    boolean ofBaseline,
    double bound) {

  /** The forms, for messages. */
  static final String FORMS =
      "TASK.METRIC >= NUMBER, TASK.METRIC[FILTER] > NUMBER, TASK.METRIC.ci_low >= NUMBER, or"
          + " TASK.METRIC >= baseline + NUMBER";

  private static final String NUMBER = "[0-9]*\\.?[0-9]+(?:[eE][+-]?[0-9]+)?";
  private static final Pattern GRAMMAR =
      Pattern.compile(
          "(?<task>[A-Za-z0-9_/:-]+)\\.(?<metric>[A-Za-z0-9_@-]+)(?:\\[(?<filter>[^\\]]+)])?"
              + "(?:\\.(?<field>ci_low|ci_high|stderr|n))?\\s*(?<relation>>=|<=|>|<)\\s*"
              + "(?:(?<baseline>baseline)\\s*(?:(?<sign>[+-])\\s*(?<delta>"
              + NUMBER
              + "))?|(?<bound>-?"
              + NUMBER
              + "))");

  /** What of a score is compared. */
  public enum Field {
    VALUE,
    STDERR,
    CI_LOW,
    CI_HIGH,
    N;

    /** The field of a score; empty where it is unknown. */
    Optional<Double> of(Measurement score) {
      return switch (this) {
        case VALUE -> Optional.of(score.value());
        case STDERR -> Optional.ofNullable(score.stderr());
        case CI_LOW -> Optional.ofNullable(score.ciLow());
        case CI_HIGH -> Optional.ofNullable(score.ciHigh());
        case N -> Optional.of((double) score.n());
      };
    }
  }

  /** How two numbers are compared. */
  public enum Relation {
    AT_LEAST(">="),
    AT_MOST("<="),
    ABOVE(">"),
    BELOW("<");

    private final String sign;

    Relation(String sign) {
      this.sign = sign;
    }

    static Relation of(String sign) {
      return Arrays.stream(values()).filter(r -> r.sign.equals(sign)).findFirst().orElseThrow();
    }

    /** Whether a number stands in this relation to a bound; false for what is not a number. */
    boolean holds(double number, double bound) {
      return switch (this) {
        case AT_LEAST -> number >= bound;
        case AT_MOST -> number <= bound;
        case ABOVE -> number > bound;
        case BELOW -> number < bound;
      };
    }
  }

  /**
   * Reads a list of conditions, separated by commas; a fault for each that is none of the forms.
   */
  public static List<Condition> parseAll(String list, String where, Faults faults) {
    List<Condition> conditions = new ArrayList<>();
    for (String text : list.split(",", -1)) {
      Matcher matcher = GRAMMAR.matcher(text.strip());
      if (matcher.matches()) {
        conditions.add(of(text.strip(), matcher));
      } else {
        faults.add("'" + text.strip() + "' is no condition", where, "Write " + FORMS + ".");
      }
    }
    return conditions;
  }

  private static Condition of(String text, Matcher parts) {
    String field = parts.group("field");
    boolean ofBaseline = parts.group("baseline") != null;
    String delta = parts.group("delta");
    double bound;
    if (!ofBaseline) {
      bound = Double.parseDouble(String.valueOf(parts.group("bound")));
    } else if (delta == null) {
      bound = 0;
    } else {
      bound = Double.parseDouble(delta) * ("-".equals(parts.group("sign")) ? -1 : 1);
    }
    return new Condition(
        text,
        String.valueOf(parts.group("task")),
        String.valueOf(parts.group("metric")),
        parts.group("filter"),
        field == null ? Field.VALUE : Field.valueOf(field.toUpperCase(Locale.ROOT)),
        Relation.of(String.valueOf(parts.group("relation"))),
        ofBaseline,
        bound);
  }

  /** Whether a score is one that this condition is about. */
  boolean isAbout(Measurement score) {
    return score.task().equals(task)
        && score.metric().equals(metric)
        && (filter == null || filter.equals(score.filter()));
  }
}
