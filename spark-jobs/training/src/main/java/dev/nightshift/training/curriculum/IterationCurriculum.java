package dev.nightshift.training.curriculum;

import dev.nightshift.training.trainer.StepReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A curriculum over the prompts of iterations that a policy answers. A step of the curriculum is an
 * iteration; what its teacher hears is the mean reward, whose negative is its loss. The teacher's
 * state is built anew from the rewards of all iterations before, which the lake has.
 */
public final class IterationCurriculum {

  /** The measure that {@code performance} goes by where it is not the loss. */
  public static final String REWARD = "reward";

  private final CurriculumSettings settings;
  private final Difficulties difficulties;
  private final long seed;
  private final int[] order;

  /**
   * A curriculum.
   *
   * @param settings any but one that asks for the loss of examples
   * @param difficulties of all prompts
   * @param seed the run's seed
   */
  public IterationCurriculum(CurriculumSettings settings, Difficulties difficulties, long seed) {
    if (settings.kind() == CurriculumKind.SELF_PACED) {
      throw new IllegalArgumentException("prompts have no loss before they are answered");
    }
    this.settings = settings;
    this.difficulties = difficulties;
    this.seed = seed;
    this.order = difficulties.order(seed, settings.hardFirst());
  }

  /** Whether what it draws depends on the rewards of the iterations before. */
  public boolean hearsRewards() {
    return !settings.kind().isPaced();
  }

  /**
   * The prompts of an iteration, none twice.
   *
   * @param prompts how many it takes
   * @param number the iteration, from 0
   * @param rewards mean reward of each iteration before it, from the first, where {@link
   *     #hearsRewards}
   */
  public List<Consumed> ofIteration(int prompts, long number, List<Double> rewards) {
    if (hearsRewards() && rewards.size() != number) {
      throw new IllegalArgumentException(rewards.size() + " rewards before iteration " + number);
    }
    Teacher teacher = Teacher.of(settings, order.length, prompts, seed);
    for (int before = 0; before < rewards.size(); before++) {
      double reward = rewards.get(before);
      teacher.pool(before + 1);
      teacher.heard(new StepReport(before + 1, -reward, 1, 0, 0, 0, Map.of(REWARD, reward)));
    }
    long step = number + 1;
    Pool pool = teacher.pool(step).atLeast(prompts, order.length);
    Draw draw = new Draw(pool, seed, step);
    List<Consumed> drawn = new ArrayList<>();
    for (int place = 0; place < prompts; place++) {
      int example = order[draw.next()];
      drawn.add(
          new Consumed(
              step,
              place,
              example,
              difficulties.key(example),
              difficulties.of(example),
              pool.competence()));
    }
    return drawn;
  }
}
