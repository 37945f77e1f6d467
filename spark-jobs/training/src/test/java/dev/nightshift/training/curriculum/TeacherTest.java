package dev.nightshift.training.curriculum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.schema.error.WorkException;
import dev.nightshift.training.curriculum.CurriculumSettings.Performance;
import dev.nightshift.training.trainer.StepReport;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class TeacherTest {

  @Test
  void anOrderGoesByDifficultyAndTiesAreDrawn() {
    List<String> keys = IntStream.range(0, 60).mapToObj(i -> "row" + i).toList();
    double[] values = IntStream.range(0, 60).mapToDouble(i -> i % 3).toArray();
    Difficulties difficulties = Difficulties.of(values, keys);
    int[] order = difficulties.order(7, false);
    for (int place = 0; place < 60; place++) {
      assertThat(difficulties.of(order[place])).isEqualTo(place / 20);
    }
    assertThat(difficulties.order(7, false)).isEqualTo(order);
    assertThat(difficulties.order(8, false)).isNotEqualTo(order);
    int[] reversed = difficulties.order(7, true);
    assertThat(difficulties.of(reversed[0])).isEqualTo(2);
    assertThat(difficulties.of(reversed[59])).isZero();
  }

  @Test
  void aDrawTakesEachPlaceOnceBeforeAnyTwice() {
    Draw draw = new Draw(new Pool(10, 17, .5), 3, 12);
    Set<Integer> first = new HashSet<>();
    for (int i = 0; i < 7; i++) {
      first.add(draw.next());
    }
    assertThat(first).containsExactlyInAnyOrder(10, 11, 12, 13, 14, 15, 16);
    assertThat(draw.next()).isBetween(10, 16);
  }

  /** Each of 5 places is the first in about 2,000 of 10,000 draws; the deviation is 40. */
  @Test
  void drawsAreFair() {
    int[] counts = new int[5];
    for (int step = 1; step <= 10_000; step++) {
      counts[new Draw(new Pool(0, 5, 1), 3, step).next()]++;
    }
    for (int count : counts) {
      assertThat(count).isBetween(1840, 2160);
    }
  }

  @Test
  void aPoolHoldsAStepAtLeast() {
    Teacher teacher = Teacher.of(CurriculumSettings.of(CurriculumKind.LINEAR, .01, 100), 200, 8, 1);
    assertThat(teacher.pool(1)).isEqualTo(new Pool(0, 8, .01));
    // After 50 steps .505 of 200 are 101.
    assertThat(teacher.pool(51).to()).isEqualTo(101);
    assertThat(teacher.pool(101)).isEqualTo(new Pool(0, 200, 1));
    assertThat(new Pool(8, 10, 1).atLeast(5, 10)).isEqualTo(new Pool(5, 10, 1));
    assertThat(new Pool(2, 4, 1).atLeast(5, 10)).isEqualTo(new Pool(2, 7, 1));
  }

  /**
   * Promotion below .5 and demotion above 1, patience 2, m ← .9 m + .1 x. Two good steps go up. On
   * the new level 2, 2 are bad and go down; .7 is between and moves nothing however long it lasts.
   */
  @Test
  void levelsGoUpAndDownWithHysteresis() {
    CurriculumSettings settings =
        CurriculumSettings.of(CurriculumKind.PERFORMANCE, .01, 10)
            .with(new Performance("loss", .5, 1, 2));
    LevelTeacher teacher = new LevelTeacher(settings, 100, 4);
    assertThat(teacher.pool(1)).isEqualTo(new Pool(0, 20, .2));
    teacher.heard(.4);
    assertThat(teacher.level()).isZero();
    teacher.heard(.4);
    assertThat(teacher.level()).isEqualTo(1);
    assertThat(teacher.pool(3)).isEqualTo(new Pool(0, 40, .4));
    for (int i = 0; i < 20; i++) {
      teacher.heard(.7);
    }
    assertThat(teacher.level()).isEqualTo(1);
    // From .7, one value of 2 gives .83, two .947, three 1.0523, four 1.14707: the third and the
    // fourth are beyond 1.
    teacher.heard(2);
    teacher.heard(2);
    teacher.heard(2);
    assertThat(teacher.level()).isEqualTo(1);
    teacher.heard(2);
    assertThat(teacher.level()).isZero();
    for (int i = 0; i < 50; i++) {
      teacher.heard(9);
    }
    assertThat(teacher.level()).isZero();
    for (int i = 0; i < 500; i++) {
      teacher.heard(0);
    }
    assertThat(teacher.level()).isEqualTo(4);
  }

  /**
   * α .1: level 0 falls from 5 to 3, r = 2, Q = .2; the others do not move. So level 0 is taken
   * whenever nothing is explored, until its progress is less than that of another.
   */
  @Test
  void theBanditGoesWhereTheLossMoves() {
    CurriculumSettings settings = CurriculumSettings.of(CurriculumKind.BANDIT, .01, 10);
    BanditTeacher teacher = new BanditTeacher(settings, 100, 5);
    List<Integer> visited = new ArrayList<>();
    double fast = 5;
    for (int step = 1; step <= 10; step++) {
      Pool pool = teacher.pool(step);
      visited.add(pool.from() / 20);
      teacher.heard(pool.from() == 0 ? fast : 1);
      fast -= pool.from() == 0 ? 2 : 0;
    }
    assertThat(visited).containsExactly(0, 1, 2, 3, 4, 0, 1, 2, 3, 4);
    assertThat(teacher.progress(0)).isCloseTo(.2, within(1e-12));
    assertThat(teacher.progress(1)).isZero();
    int easy = 0;
    for (int step = 11; step <= 60; step++) {
      Pool pool = teacher.pool(step);
      easy += pool.from() == 0 ? 1 : 0;
      teacher.heard(pool.from() == 0 ? fast : 1);
      fast -= pool.from() == 0 ? 2 : 0;
    }
    // ε .1 of 50 steps are drawn at random, 4 of 5 of them elsewhere.
    assertThat(easy).isBetween(38, 50);
  }

  /** What is forgotten has a negative progress, and comes back as well. */
  @Test
  void theBanditReturnsToWhatIsForgotten() {
    BanditTeacher teacher =
        new BanditTeacher(CurriculumSettings.of(CurriculumKind.BANDIT, .01, 10), 100, 5);
    double[] losses = {1, 1, 1, 1, 1};
    for (int step = 1; step <= 10; step++) {
      int level = teacher.pool(step).from() / 20;
      teacher.heard(losses[level]);
      losses[level] += level == 3 ? 4 : 0;
    }
    assertThat(teacher.progress(3)).isCloseTo(-.4, within(1e-12));
    int[] chosen = new int[5];
    for (int step = 11; step <= 30; step++) {
      chosen[teacher.pool(step).from() / 20]++;
    }
    assertThat(chosen[3]).isGreaterThan(14);
  }

  /** The first threshold is the median of the first losses; it grows by 1.3 a level and ends. */
  @Test
  void selfPacedTakesWhatIsBelowItsThreshold() {
    SelfPacedTeacher teacher =
        new SelfPacedTeacher(CurriculumSettings.of(CurriculumKind.SELF_PACED, .01, 10), 100);
    assertThat(teacher.candidates(2)).isEqualTo(8);
    int[] chosen = teacher.choose(1, new double[] {9, 1, 8, 2, 7, 3, 6, 4}, 2);
    assertThat(teacher.threshold(1)).isEqualTo(4);
    assertThat(chosen).containsExactly(1, 3, 5, 7);
    assertThat(teacher.threshold(3)).isCloseTo(5.2, within(1e-12));
    // Nothing is below the threshold: those of least loss fill the step up.
    assertThat(teacher.choose(1, new double[] {9, 8, 7, 6}, 2)).containsExactly(2, 3);
    assertThat(teacher.threshold(11)).isInfinite();
    assertThat(teacher.takesAll(10)).isFalse();
    assertThat(teacher.takesAll(11)).isTrue();
    assertThat(teacher.choose(11, new double[] {9, 8, 7, 6}, 2)).containsExactly(0, 1, 2, 3);
  }

  /** From a median of −4 the first level adds |−4| · .3 = 1.2, the second |−4| · .69 = 2.76. */
  @Test
  void aNegativeThresholdGrowsToo() {
    SelfPacedTeacher teacher =
        new SelfPacedTeacher(CurriculumSettings.of(CurriculumKind.SELF_PACED, .01, 10), 100);
    teacher.choose(1, new double[] {-9, -4, 1}, 1);
    assertThat(teacher.threshold(1)).isEqualTo(-4);
    assertThat(teacher.threshold(3)).isCloseTo(-2.8, within(1e-12));
    assertThat(teacher.threshold(5)).isCloseTo(-1.24, within(1e-12));
  }

  @Test
  void aMeasureThatNoStepTellsIsRefused() {
    LevelTeacher teacher =
        new LevelTeacher(
            CurriculumSettings.of(CurriculumKind.PERFORMANCE, .01, 10)
                .with(new Performance("acuracy", .8, .2, 1)),
            100,
            4);
    StepReport report = new StepReport(1, 2, 1, 0, 0, 0, Map.of("accuracy", .5));
    assertThatThrownBy(() -> teacher.heard(report))
        .isInstanceOf(WorkException.class)
        .hasMessageContaining("no step tells 'acuracy'")
        .hasMessageContaining("Steps tell: accuracy, gradient-norm, learning-rate, loss");
  }

  /** A teacher whose state was saved and loaded goes on as the one that it came from. */
  @Test
  void stateSurvivesACheckpointBitForBit() {
    for (CurriculumKind kind :
        new CurriculumKind[] {CurriculumKind.PERFORMANCE, CurriculumKind.BANDIT}) {
      CurriculumSettings settings =
          CurriculumSettings.of(kind, .01, 10).with(new Performance("loss", .6, .8, 3));
      Teacher one = Teacher.of(settings, 100, 4, 9);
      Teacher other = Teacher.of(settings, 100, 4, 9);
      for (int step = 1; step <= 17; step++) {
        one.pool(step);
        hear(one, step);
      }
      try (PointerScope scope = new PointerScope()) {
        Map<String, Tensor> saved = one.save();
        other.load(saved);
      }
      for (int step = 18; step <= 60; step++) {
        assertThat(other.pool(step)).isEqualTo(one.pool(step));
        hear(one, step);
        hear(other, step);
      }
    }
    try (PointerScope scope = new PointerScope()) {
      double[] values = {Math.PI, -0.0, 1e-310, Double.NaN, Double.NEGATIVE_INFINITY};
      assertThat(ExactDoubles.load(ExactDoubles.save(values))).isEqualTo(values);
    }
  }

  private static void hear(Teacher teacher, int step) {
    double loss = .7 + .3 * Math.sin(step / 3.0);
    if (teacher instanceof LevelTeacher levels) {
      levels.heard(loss);
    } else if (teacher instanceof BanditTeacher bandit) {
      bandit.heard(loss);
    }
  }

  /** The prompts of an iteration are a function of the rewards before it. */
  @Test
  void iterationsAreBuiltAnewFromRewards() {
    List<String> keys = IntStream.range(0, 50).mapToObj(i -> "prompt" + i).toList();
    double[] values = IntStream.range(0, 50).mapToDouble(i -> i).toArray();
    CurriculumSettings settings =
        CurriculumSettings.of(CurriculumKind.PERFORMANCE, .01, 10)
            .with(new Performance(IterationCurriculum.REWARD, .8, .2, 1));
    IterationCurriculum curriculum =
        new IterationCurriculum(settings, Difficulties.of(values, keys), 1);
    List<Consumed> first = curriculum.ofIteration(6, 0, List.of());
    assertThat(first).allMatch(row -> row.example() < 10 && row.step() == 1);
    assertThat(first).extracting(Consumed::example).doesNotHaveDuplicates();
    List<Consumed> third = curriculum.ofIteration(6, 2, List.of(.9, .9));
    assertThat(third).allMatch(row -> row.example() < 30 && row.competence() == .6);
    assertThat(curriculum.ofIteration(6, 2, List.of(.9, .9))).isEqualTo(third);
    assertThat(curriculum.ofIteration(6, 2, List.of(.5, .5))).allMatch(row -> row.example() < 10);
  }
}
