package dev.nightshift.eval.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.schema.error.Faults;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RubricTest {

  private static Rubric builtIn(String name) {
    Faults faults = new Faults();
    Rubric rubric = Rubrics.find(name, faults).orElseThrow();
    assertThat(faults.isEmpty()).isTrue();
    return rubric;
  }

  private static final JudgedItem ITEM =
      new JudgedItem("1", "Say {{ first }}.", "one", "two", "a", "b", null);

  @Test
  void bothOrdersAreAskedAndAnswersStayAnswers() {
    List<JudgeRequest> requests = builtIn("pairwise").requests(ITEM);
    assertThat(requests)
        .extracting(JudgeRequest::arrangement)
        .containsExactly(Arrangement.AS_GIVEN, Arrangement.SWAPPED);
    assertThat(requests.get(0).prompt())
        .contains("Say {{ first }}.", "Answer A:\none\n", "Answer B:\ntwo\n");
    assertThat(requests.get(1).prompt()).contains("Answer A:\ntwo\n", "Answer B:\none\n");
    assertThat(requests.get(0).digest("j")).isNotEqualTo(requests.get(1).digest("j"));
    assertThat(requests.get(0).digest("j")).isNotEqualTo(requests.get(0).digest("k"));
    JudgedItem single = new JudgedItem("1", "Say.", "one", null, "a", "", 7.0);
    assertThat(builtIn("grade").requests(single))
        .singleElement()
        .satisfies(r -> assertThat(r.options()).hasSize(10).contains("1", "10"));
  }

  @Test
  void theLastVerdictBetweenTheMarksCounts() {
    Rubric rubric = builtIn("pairwise");
    assertThat(rubric.read("[[A]] at first, but then [[ b ]]")).contains("B");
    assertThat(rubric.read("[[A]] and [[nonsense]]")).contains("A");
    assertThat(rubric.read("I like A")).isEmpty();
    assertThat(rubric.read("[[A")).isEmpty();
    assertThat(rubric.read("[[".repeat(20_000))).isEmpty();
    assertThat(builtIn("grade").read("Grade: [[10]]")).contains("10");
    assertThat(builtIn("grade").read("[[11]]")).isEmpty();
    assertThat(rubric.preference("A", Arrangement.AS_GIVEN)).contains(Preference.FIRST);
    assertThat(rubric.preference("A", Arrangement.SWAPPED)).contains(Preference.SECOND);
    assertThat(rubric.preference("C", Arrangement.SWAPPED)).contains(Preference.TIE);
  }

  /** Weights 1, 3 and 4 of A, B and C: (3 + 4/2) / 8; with the answers exchanged (1 + 2) / 8. */
  @Test
  void probabilitiesAreSharedAmongTheOptions() {
    Rubric rubric = builtIn("pairwise");
    JudgeReply reply =
        new JudgeReply(
            "", false, Map.of("A", -900.0, "B", -900 + Math.log(3), "C", -900 + Math.log(4)), 1);
    assertThat(rubric.probabilityOfSecond(reply, Arrangement.AS_GIVEN).orElseThrow())
        .isCloseTo(5.0 / 8, org.assertj.core.api.Assertions.within(1e-9));
    assertThat(rubric.probabilityOfSecond(reply, Arrangement.SWAPPED).orElseThrow())
        .isCloseTo(3.0 / 8, org.assertj.core.api.Assertions.within(1e-9));
    assertThat(Rubric.likeliest(reply)).isEqualTo("C");
    assertThat(rubric.probabilityOfSecond(JudgeReply.said("A", 1), Arrangement.SWAPPED)).isEmpty();
  }

  @Test
  void allFaultsOfARubricAreToldAtOnce() {
    Faults faults = new Faults();
    assertThat(
            RubricReader.read(
                "r.yaml",
                "rubric: x\nprompt: '{{ answer }}'\noptions: {A: best, B: second}\nlevel: 3\n",
                faults))
        .isEmpty();
    assertThat(faults.list().toString())
        .contains(
            "'best' is none of first, second, tie", "unknown key", "one option must mean first")
        .contains("'{{ answer }}' is unknown", "'{{ first }}' is missing", "r.yaml:");
    Faults none = new Faults();
    RubricReader.read("r.yaml", "rubric: x\nprompt: y\n", none);
    assertThat(none.list().toString()).contains("either options or grades are needed");
    Rubrics.find("/no/such/rubric.yaml", none);
    assertThat(none.list().toString()).contains("the rubric cannot be read");
  }
}
