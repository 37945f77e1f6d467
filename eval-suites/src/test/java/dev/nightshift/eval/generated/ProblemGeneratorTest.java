package dev.nightshift.eval.generated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.schema.random.CounterRandom;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ProblemGeneratorTest {

  private static final Pattern NUMBER = Pattern.compile("[0-9]+");

  private final ProblemGenerator generator = ProblemGenerator.standard();

  @Test
  void isAPureFunctionOfSeedAndIndex() {
    List<String> forward =
        IntStream.range(0, 200).mapToObj(i -> generator.problem(7, Split.TRAIN, i).text()).toList();
    ProblemGenerator another = ProblemGenerator.standard();
    for (int i = 199; i >= 0; i--) {
      assertThat(another.problem(7, Split.TRAIN, i).text()).isEqualTo(forward.get(i));
    }
    assertThat(generator.problem(8, Split.TRAIN, 0))
        .isNotEqualTo(generator.problem(7, Split.TRAIN, 0));
  }

  @ParameterizedTest
  @EnumSource(Split.class)
  void theNumbersInTheTextAreTheOperandsAndLieOnTheirSide(Split split) {
    EnumSet<ProblemFamily> seen = EnumSet.noneOf(ProblemFamily.class);
    for (int i = 0; i < 5_000; i++) {
      Problem problem = generator.problem(3, split, i);
      seen.add(problem.family());
      int[] shown =
          NUMBER
              .matcher(problem.question())
              .results()
              .map(MatchResult::group)
              .mapToInt(Integer::parseInt)
              .toArray();
      assertThat(shown).as(problem.question()).hasSize(2);
      assertThat(new Operands(shown[0], shown[1]).key()).isEqualTo(problem.operandsKey());
      assertThat(problem.operands().split(20)).isEqualTo(split);
      assertThat(problem.question()).doesNotContain("{", "}");
      assertThat(problem.answer()).isPositive();
    }
    assertThat(seen).containsExactlyInAnyOrder(ProblemFamily.values());
  }

  @Test
  void trainingNeverShowsAHeldOutPairInAnyOrderOrFamily() {
    Set<String> trained =
        IntStream.range(0, 20_000)
            .mapToObj(i -> generator.problem(i % 5, Split.TRAIN, i).operandsKey())
            .collect(Collectors.toSet());
    Set<String> heldOut = new HashSet<>();
    for (Subject subject : Subject.values()) {
      List<Problem> problems =
          ProblemGenerator.of(ProblemSpace.DEFAULT, subject).distinct(1, Split.HELD_OUT, 600);
      assertThat(problems).extracting(Problem::operandsKey).doesNotHaveDuplicates();
      assertThat(problems).allMatch(p -> p.subject() == subject);
      problems.forEach(p -> heldOut.add(p.operandsKey()));
    }
    assertThat(trained).doesNotContainAnyElementsOf(heldOut);
    assertThat(trained).hasSizeGreaterThan(3_000);
  }

  @Test
  void theHeldOutShareIsThatOfTheSpace() {
    long heldOut =
        IntStream.rangeClosed(2, 99)
            .boxed()
            .flatMap(a -> IntStream.rangeClosed(a, 99).mapToObj(b -> new Operands(a, b)))
            .filter(o -> o.split(20) == Split.HELD_OUT)
            .count();
    // 4,851 pairs at .2: mean 970, standard deviation 28.
    assertThat(heldOut).isBetween(970L - 112, 970L + 112);
  }

  @ParameterizedTest
  @CsvSource({
    "SUM, 12, 5, 17",
    "GATHER, 12, 5, 17",
    "DIFFERENCE, 12, 5, 7",
    "GIVE_AWAY, 12, 5, 7",
    "PRODUCT, 12, 5, 60",
    "PACKS, 12, 5, 60",
    "UNKNOWN_TERM, 12, 5, 7",
    "UNKNOWN_START, 12, 5, 17",
    "UNKNOWN_FACTOR, 5, 60, 12"
  })
  void answersAreRight(ProblemFamily family, int a, int b, int answer) {
    assertThat(family.answer(new Operands(a, b))).isEqualTo(answer);
  }

  @Test
  void everyWordingShowsBothNumbersOnce() {
    for (ProblemFamily family : ProblemFamily.values()) {
      for (String wording : family.wordings()) {
        assertThat(wording.split(Pattern.quote("{a}"), -1)).as(wording).hasSize(2);
        assertThat(wording.split(Pattern.quote("{b}"), -1)).as(wording).hasSize(2);
      }
    }
  }

  @Test
  void textIsQuestionAndAnswer() {
    Problem problem = new Problem(ProblemFamily.SUM, new Operands(60, 8), "What is 60 + 8?", 68);
    assertThat(problem.prompt()).isEqualTo("Question: What is 60 + 8?\nAnswer:");
    assertThat(problem.text())
        .isEqualTo("Question: What is 60 + 8?\nAnswer: 60+8: 0+8=8, 6+0+0=6 #### 68");
    assertThatThrownBy(
            () -> new Problem(ProblemFamily.SUM, new Operands(60, 8), "What is 60 + 8?", 69))
        .hasMessage("the answer to 'What is 60 + 8?' is 68, not 69");
  }

  @ParameterizedTest
  @CsvSource({
    "SUM, 27, 45, '27+45: 7+5=12, 2+4+1=7'",
    "GATHER, 80, 45, '80+45: 0+5=5, 8+4+0=12'",
    "DIFFERENCE, 45, 27, '45-27: 15-7=8, 4-2-1=1'",
    "UNKNOWN_TERM, 45, 5, '45-5: 5-5=0, 4-0-0=4'",
    "PRODUCT, 4, 23, '23*4: 3*4=12, 2*4+1=9'",
    "PACKS, 7, 8, '8*7: 8*7=56, 0*7+5=5'",
    "UNKNOWN_FACTOR, 4, 92, '92/4: 9/4=2 rest 1, 12/4=3'",
    "UNKNOWN_FACTOR, 9, 738, '738/9: 73/9=8 rest 1, 18/9=2'"
  })
  void workingGoesDigitByDigit(ProblemFamily family, int a, int b, String steps) {
    assertThat(Working.of(family, new Operands(a, b))).isEqualTo(steps);
  }

  /** Ones and tens of the last two steps, put together, are the answer. */
  @Test
  void theStepsLeadToTheAnswer() {
    Pattern results = Pattern.compile("=([0-9]+)");
    for (int i = 0; i < 5_000; i++) {
      Problem problem = generator.problem(11, Split.TRAIN, i);
      int[] found =
          results
              .matcher(problem.completion())
              .results()
              .mapToInt(m -> Integer.parseInt(m.group(1)))
              .toArray();
      assertThat(found).as(problem.completion()).hasSize(2);
      int concluded =
          problem.family() == ProblemFamily.UNKNOWN_FACTOR
              ? 10 * found[0] + found[1]
              : 10 * found[1] + found[0] % 10;
      assertThat(concluded).as(problem.completion()).isEqualTo(problem.answer());
    }
  }

  @Test
  void aSpaceWithTooFewKeysIsRefused() {
    ProblemGenerator few =
        new ProblemGenerator(new ProblemSpace(20, 9, 20), List.of(ProblemFamily.SUM));
    assertThatThrownBy(() -> few.distinct(1, Split.HELD_OUT, 500))
        .hasMessageContaining("500 problems with distinct operands were asked for")
        .hasMessageContaining("maxTerm=20");
    ProblemGenerator none =
        new ProblemGenerator(new ProblemSpace(3, 3, 1), List.of(ProblemFamily.PRODUCT));
    assertThatThrownBy(() -> none.problem(1, Split.HELD_OUT, 0))
        .hasMessageContaining("has no held-out operands for family product");
  }

  @Test
  void theDigestCoversTheSpaceAndTheFamilies() {
    assertThat(generator.digest()).isEqualTo(ProblemGenerator.standard().digest());
    assertThat(generator.digest())
        .isNotEqualTo(
            new ProblemGenerator(new ProblemSpace(98, 9, 20), List.of(ProblemFamily.values()))
                .digest())
        .isNotEqualTo(ProblemGenerator.of(ProblemSpace.DEFAULT, Subject.ALGEBRA).digest());
  }

  @Test
  void slipsAreWrongAndPlausible() {
    Problem problem = new Problem(ProblemFamily.SUM, new Operands(60, 8), "What is 60 + 8?", 68);
    assertThat(Arrays.stream(Slip.values()).map(s -> s.answer(problem).orElseThrow()))
        .containsExactly(69, 67, 78, 58, 86, 52);
    Problem same = new Problem(ProblemFamily.SUM, new Operands(4, 4), "What is 4 + 4?", 8);
    assertThat(Slip.TEN_LESS.answer(same)).isEmpty();
    Set<Slip> drawn = EnumSet.noneOf(Slip.class);
    for (int i = 0; i < 500; i++) {
      Problem any = generator.problem(1, Split.TRAIN, i);
      Slip slip = Slip.draw(any, CounterRandom.of(1, "slip", i));
      drawn.add(slip);
      assertThat(slip.answer(any).orElseThrow()).isNotEqualTo(any.answer()).isNotNegative();
    }
    assertThat(drawn).containsExactlyInAnyOrder(Slip.values());
  }
}
