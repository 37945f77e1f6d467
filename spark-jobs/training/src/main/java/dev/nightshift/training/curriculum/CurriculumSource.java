package dev.nightshift.training.curriculum;

import dev.nightshift.schema.error.WorkException;
import dev.nightshift.schema.random.CounterRandom;
import dev.nightshift.training.curriculum.Assembly.Filled;
import dev.nightshift.training.trainer.BatchSource;
import dev.nightshift.training.trainer.StepReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;

/**
 * Batches in the order of a curriculum. The examples of a step are drawn from what its teacher
 * allows, and what was drawn is remembered until the checkpoint is written.
 *
 * @param <B> a micro-batch
 */
public final class CurriculumSource<B> implements BatchSource<B> {

  private final CurriculumSettings settings;
  private final Difficulties difficulties;
  private final Teacher teacher;
  private final int[] order;
  private final long seed;
  private final Assembly<B> assembly;
  private final ExampleLosses<B> losses;
  private final List<Consumed> consumed = new ArrayList<>();

  /**
   * A source.
   *
   * @param settings the curriculum
   * @param difficulties of all examples
   * @param seed the run's seed
   * @param assembly makes batches of examples
   * @param losses of single examples, for curricula that choose by them
   */
  public CurriculumSource(
      CurriculumSettings settings,
      Difficulties difficulties,
      long seed,
      Assembly<B> assembly,
      ExampleLosses<B> losses) {
    this.settings = settings;
    this.difficulties = difficulties;
    this.seed = seed;
    this.assembly = assembly;
    this.losses = losses;
    this.order = difficulties.order(seed, settings.hardFirst());
    this.teacher = Teacher.of(settings, order.length, assembly.least(), seed);
  }

  /** What is remembered of the curriculum. */
  public Teacher teacher() {
    return teacher;
  }

  @Override
  public MicroBatches<B> batch(long step, Map<String, Tensor> parameters) {
    Pool pool = teacher.pool(step);
    Draw draw = new Draw(pool, seed, step);
    CounterRandom pieces = CounterRandom.of(seed, "curriculum-pieces", step);
    Supplier<Candidate> candidates = () -> candidate(draw, pool, pieces);
    if (teacher instanceof SelfPacedTeacher selfPaced && !selfPaced.takesAll(step)) {
      int taken = Math.min(order.length, assembly.least());
      candidates = new JudgedCandidates<>(selfPaced, step, parameters, losses, taken, candidates);
    }
    Filled<B> filled = assembly.fill(step, parameters, candidates);
    for (int place = 0; place < filled.examples().length; place++) {
      int example = filled.examples()[place];
      consumed.add(
          new Consumed(
              step,
              place,
              example,
              difficulties.key(example),
              difficulties.of(example),
              pool.competence()));
    }
    return new MicroBatches<>() {
      @Override
      public int count() {
        return filled.count();
      }

      @Override
      public B get(int index) {
        return filled.batch().apply(index);
      }
    };
  }

  /** The next that was drawn and has something to learn; after two passes there is none. */
  private Candidate candidate(Draw draw, Pool pool, CounterRandom pieces) {
    for (long misses = 0; misses < 2L * pool.size(); misses++) {
      Optional<Candidate> candidate = assembly.candidate(order[draw.next()], pieces);
      if (candidate.isPresent()) {
        return candidate.get();
      }
    }
    throw new WorkException(
        "the examples that the curriculum allows have nothing to learn",
        "training",
        "Raise --start-competence, or the maximum length.");
  }

  /** What a training that goes on must agree with. */
  CurriculumRecord told() {
    return new CurriculumRecord(settings, difficulties.digest());
  }

  /** Tells the teacher how a step went. */
  void heard(StepReport report) {
    teacher.heard(report);
  }

  /** The competence of the step that was taken last; 1 before any. */
  double competence() {
    return consumed.isEmpty() ? 1 : consumed.get(consumed.size() - 1).competence();
  }

  /** What was consumed since this source was made. */
  List<Consumed> consumed() {
    return List.copyOf(consumed);
  }
}
