package dev.nightshift.eval.generated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.schema.error.Faults;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProblemSetTest {

  @Test
  void familiesRangesAndSidesAreKept() {
    ProblemSet set = read("sum+gather:max-term=60,beyond=30,count=200");
    List<Problem> problems = set.problems(5, Split.TRAIN, 1000);
    assertThat(problems).hasSize(200);
    assertThat(problems).extracting(Problem::question).doesNotHaveDuplicates();
    assertThat(problems)
        .allSatisfy(
            problem -> {
              assertThat(problem.family()).isIn(ProblemFamily.SUM, ProblemFamily.GATHER);
              Operands operands = problem.operands();
              assertThat(Math.max(operands.a(), operands.b())).isBetween(31, 60);
              assertThat(operands.split(20)).isEqualTo(Split.TRAIN);
            });
    assertThat(set.problems(5, Split.HELD_OUT, 20))
        .hasSize(20)
        .allMatch(problem -> problem.operands().split(20) == Split.HELD_OUT);
    assertThat(set.problems(5, Split.TRAIN, 50)).isEqualTo(problems.subList(0, 50));
  }

  @Test
  void aSubjectStandsForItsFamilies() {
    assertThat(read("algebra").families()).isEqualTo(ProblemFamily.of(Subject.ALGEBRA));
    assertThat(read("all").families()).containsExactly(ProblemFamily.values());
    assertThat(read("arithmetic+sum").families()).isEqualTo(ProblemFamily.of(Subject.ARITHMETIC));
    assertThat(read("all").space()).isEqualTo(ProblemSpace.DEFAULT);
  }

  @Test
  void everyFaultIsTold() {
    Faults faults = new Faults();
    ProblemSet.parse("summs:count=0,colour=red,max-term=20,beyond=20", "option 'problems'", faults);
    assertThat(faults.list().stream().map(Object::toString).toList().toString())
        .contains(
            "'summs' names no generated problems",
            "setting 'count' of generated problems is '0'",
            "generated problems have no setting 'colour'",
            "no term of at most 20 lies beyond 20");
  }

  @Test
  void tooFewProblemsAreTold() {
    ProblemSet set = read("product:max-term=5,max-factor=3,count=5000");
    assertThatThrownBy(() -> set.problems(1, Split.TRAIN, 5000))
        .hasMessageContaining("5000 different problems were asked for");
  }

  private static ProblemSet read(String text) {
    Faults faults = new Faults();
    ProblemSet set = ProblemSet.parse(text, "test", faults);
    faults.throwIfAny();
    return set;
  }
}
