package dev.nightshift.pipelines.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.schema.error.Fault;
import dev.nightshift.schema.error.Faults;
import java.util.List;
import org.junit.jupiter.api.Test;

class GateTest {

  private static final String MODEL = "a".repeat(64);
  private static final String BASE = "b".repeat(64);

  private final Faults faults = new Faults();

  private static Measurement score(
      String model, String metric, String filter, String comparable, double value) {
    return new Measurement(
        model, "arithmetic", metric, filter, comparable, value, .02, value - .04, value + .04, 500);
  }

  private static final List<Measurement> SCORES =
      List.of(
          score(MODEL, "exact_match", "strict", "d1", .62),
          score(MODEL, "loss", "none", "d1", 1.5),
          score(MODEL, "f1", "strict", "d1", .5),
          score(MODEL, "f1", "loose", "d1", .7),
          score(BASE, "exact_match", "strict", "d1", .58),
          score(BASE, "loss", "none", "d2", 2));

  private Gate.Verdict judge(String conditions) {
    List<Condition> parsed = Condition.parseAll(conditions, "option 'require'", faults);
    return new Gate(SCORES, MODEL, BASE).judge(parsed, faults);
  }

  private List<String> lines() {
    return faults.list().stream().map(Fault::line).toList();
  }

  @Test
  void passesWhereAllConditionsHoldAndTellsWhatItMeasured() {
    Gate.Verdict verdict =
        judge(
            "arithmetic.exact_match >= 0.4, arithmetic.exact_match.ci_low > .5,"
                + "arithmetic.exact_match >= baseline + 0.03, arithmetic.loss<2,"
                + " arithmetic.f1[loose] >= 7e-1, arithmetic.exact_match.n >= 500");

    assertThat(lines()).isEmpty();
    assertThat(verdict.refusals()).isEmpty();
    assertThat(verdict.measured())
        .hasSize(6)
        .containsEntry("arithmetic.exact_match >= 0.4", .62)
        .containsEntry("arithmetic.exact_match.ci_low > .5", .58)
        .containsEntry("arithmetic.exact_match.n >= 500", 500.0);
  }

  @Test
  void refusesWithTheMeasuredValues() {
    Gate.Verdict verdict =
        judge("arithmetic.exact_match >= 0.7, arithmetic.exact_match > baseline + 0.05");

    assertThat(verdict.refusals())
        .extracting(Fault::line)
        .containsExactly(
            "gate: 'arithmetic.exact_match >= 0.7' does not hold: the model has 0.6200 (95 %"
                + " interval 0.5800 to 0.6600, n 500)",
            "gate: 'arithmetic.exact_match > baseline + 0.05' does not hold: the model has 0.6200"
                + " (95 % interval 0.5800 to 0.6600, n 500), the baseline 0.5800");
  }

  @Test
  void aScoreThatIsNotANumberMeetsNoCondition() {
    Measurement broken = score(MODEL, "exact_match", "strict", "d1", Double.NaN);
    List<Condition> both =
        Condition.parseAll("arithmetic.exact_match >= 0, arithmetic.exact_match < 1", "", faults);

    assertThat(new Gate(List.of(broken), MODEL, null).judge(both, faults).refusals()).hasSize(2);
  }

  @Test
  void tellsWhatCannotBeJudged() {
    judge(
        "arithmetic.accuracy >= 1, arithmetic.f1 > 0, arithmetic.loss <= baseline,"
            + " arithmetic.exact_match about 3");

    assertThat(lines())
        .containsExactly(
            "option 'require': 'arithmetic.exact_match about 3' is no condition. Write "
                + Condition.FORMS
                + ".",
            "condition 'arithmetic.accuracy >= 1': the model aaaaaaaaaaaa has no score of"
                + " arithmetic.accuracy. It has: arithmetic.exact_match, arithmetic.f1,"
                + " arithmetic.loss.",
            "condition 'arithmetic.f1 > 0': the model has 2 scores of arithmetic.f1. Name a filter,"
                + " such as arithmetic.f1[loose].",
            "condition 'arithmetic.loss <= baseline': the baseline's score of arithmetic.loss was"
                + " taken with other data or settings. Evaluate the baseline with the same task,"
                + " data and options.");
  }

  @Test
  void needsABaselineWhereAConditionNamesOne() {
    List<Condition> one =
        Condition.parseAll("arithmetic.exact_match > baseline - 0.01", "", faults);
    new Gate(SCORES, MODEL, null).judge(one, faults);

    assertThat(lines())
        .containsExactly(
            "option 'baseline': 'arithmetic.exact_match > baseline - 0.01' needs a baseline. Name"
                + " its folder.");
  }
}
