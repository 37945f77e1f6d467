package dev.nightshift.training.curriculum;

import dev.nightshift.training.curriculum.Assembly.Filled;
import dev.nightshift.training.trainer.BatchSource;
import dev.nightshift.training.trainer.StepReport;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/**
 * Batches in the order of a curriculum. The examples of a step are drawn from what its teacher
 * allows, and what was drawn is remembered until the checkpoint is written.
 *
 * @param <B> a micro-batch
 */
public final class CurriculumSource<B> implements BatchSource<B> {

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
    IntSupplier examples = () -> order[draw.next()];
    if (teacher instanceof SelfPacedTeacher selfPaced) {
      examples = byLoss(selfPaced, step, parameters, examples);
    }
    Filled<B> filled = assembly.fill(step, parameters, examples);
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

  /** The chosen candidates, then the others by their loss, then what is drawn further. */
  private IntSupplier byLoss(
      SelfPacedTeacher selfPaced, long step, Map<String, Tensor> parameters, IntSupplier drawn) {
    int taken = Math.min(order.length, assembly.least());
    int[] candidates = IntStream.generate(drawn).limit(selfPaced.candidates(taken)).toArray();
    double[] seen = losses.of(parameters, candidates);
    List<Integer> queue = new ArrayList<>();
    for (int chosen : selfPaced.choose(step, seen, taken)) {
      queue.add(chosen);
    }
    IntStream.range(0, candidates.length)
        .boxed()
        .filter(candidate -> !queue.subList(0, taken).contains(candidate))
        .sorted(Comparator.comparingDouble(candidate -> seen[candidate]))
        .toList()
        .forEach(queue::add);
    int[] at = new int[1];
    return () -> at[0] < queue.size() ? candidates[queue.get(at[0]++)] : drawn.getAsInt();
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
