package dev.nightshift.pipelines.gate;

import dev.nightshift.schema.error.Fault;
import dev.nightshift.schema.error.Faults;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Holds conditions against the scores of a model and of its baseline. */
public final class Gate {

  private final List<Measurement> scores;
  private final String model;
  private final @Nullable String baseline;

  /**
   * A gate over scores.
   *
   * @param scores of any models
   * @param model digest of the model to judge
   * @param baseline digest of the model to compare with; null for none
   */
  public Gate(List<Measurement> scores, String model, @Nullable String baseline) {
    this.scores = List.copyOf(scores);
    this.model = model;
    this.baseline = baseline;
  }

  /**
   * What a gate found.
   *
   * @param measured condition to the measured number
   * @param refusals one for each condition that does not hold, with what was measured
   */
  public record Verdict(Map<String, Double> measured, List<Fault> refusals) {}

  /**
   * Judges.
   *
   * @param faults takes what cannot be judged: a score that is not there, or that several settings
   *     gave
   */
  public Verdict judge(List<Condition> conditions, Faults faults) {
    Map<String, Double> measured = new LinkedHashMap<>();
    List<Fault> refusals = new ArrayList<>();
    for (Condition condition : conditions) {
      judge(condition, measured, refusals, faults);
    }
    return new Verdict(measured, refusals);
  }

  private void judge(
      Condition condition, Map<String, Double> measured, List<Fault> refusals, Faults faults) {
    Optional<Measurement> score = only(condition, model, "the model", faults);
    if (score.isEmpty()) {
      return;
    }
    double bound = condition.bound();
    String against = "";
    if (condition.ofBaseline()) {
      Optional<Measurement> base = baselineScore(condition, score.get(), faults);
      Optional<Double> start = base.flatMap(condition.field()::of);
      if (start.isEmpty()) {
        return;
      }
      bound += start.get();
      against = ", the baseline " + shown(start.get());
    }
    Optional<Double> number = condition.field().of(score.get());
    if (number.isEmpty()) {
      faults.add(
          condition.task()
              + "."
              + condition.metric()
              + " has no "
              + condition.field().name().toLowerCase(Locale.ROOT),
          "condition '" + condition.text() + "'",
          "Compare its value instead.");
      return;
    }
    measured.put(condition.text(), number.get());
    if (!condition.relation().holds(number.get(), bound)) {
      refusals.add(
          new Fault(
              "'"
                  + condition.text()
                  + "' does not hold: the model has "
                  + shown(number.get())
                  + interval(score.get())
                  + against,
              "gate",
              ""));
    }
  }

  private Optional<Measurement> baselineScore(
      Condition condition, Measurement score, Faults faults) {
    if (baseline == null) {
      faults.add(
          "'" + condition.text() + "' needs a baseline", "option 'baseline'", "Name its folder.");
      return Optional.empty();
    }
    List<Measurement> like =
        scores.stream()
            .filter(s -> s.modelDigest().equals(baseline) && condition.isAbout(s))
            .filter(s -> s.filter().equals(score.filter()))
            .toList();
    Optional<Measurement> same =
        like.stream().filter(s -> s.comparable().equals(score.comparable())).findFirst();
    if (same.isEmpty()) {
      faults.add(
          like.isEmpty()
              ? "the baseline has no score of " + condition.task() + "." + condition.metric()
              : "the baseline's score of "
                  + condition.task()
                  + "."
                  + condition.metric()
                  + " was taken with other data or settings",
          "condition '" + condition.text() + "'",
          "Evaluate the baseline with the same task, data and options.");
    }
    return same;
  }

  /** The one score that a condition is about; a fault where there is none, or more than one. */
  private Optional<Measurement> only(
      Condition condition, String digest, String who, Faults faults) {
    Map<String, Measurement> distinct = new TreeMap<>();
    for (Measurement score : scores) {
      if (score.modelDigest().equals(digest) && condition.isAbout(score)) {
        distinct.put(score.filter() + "/" + score.comparable(), score);
      }
    }
    if (distinct.size() == 1) {
      return Optional.of(distinct.values().iterator().next());
    }
    String name = condition.task() + "." + condition.metric();
    if (distinct.isEmpty()) {
      TreeSet<String> known = new TreeSet<>();
      scores.stream()
          .filter(s -> s.modelDigest().equals(digest))
          .forEach(s -> known.add(s.task() + "." + s.metric()));
      faults.add(
          who
              + " "
              + digest.substring(0, Math.min(12, digest.length()))
              + " has no score of "
              + name,
          "condition '" + condition.text() + "'",
          known.isEmpty()
              ? "It has no scores: evaluate it first."
              : "It has: " + String.join(", ", known) + ".");
    } else {
      TreeSet<String> filters = new TreeSet<>();
      distinct.values().forEach(s -> filters.add(s.filter()));
      faults.add(
          who + " has " + distinct.size() + " scores of " + name,
          "condition '" + condition.text() + "'",
          filters.size() > 1
              ? "Name a filter, such as " + name + "[" + filters.first() + "]."
              : "They differ in data or settings: gate on the results of one evaluation.");
    }
    return Optional.empty();
  }

  private static String interval(Measurement score) {
    return score.ciLow() == null || score.ciHigh() == null
        ? " (n " + score.n() + ")"
        : " (95 % interval "
            + shown(score.ciLow())
            + " to "
            + shown(score.ciHigh())
            + ", n "
            + score.n()
            + ")";
  }

  private static String shown(double number) {
    return number == Math.rint(number) && Math.abs(number) < 1e9
        ? String.valueOf((long) number)
        : String.format(Locale.ROOT, "%.4f", number);
  }
}
