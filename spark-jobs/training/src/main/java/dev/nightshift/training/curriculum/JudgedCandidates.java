package dev.nightshift.training.curriculum;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;

/**
 * The candidates of a step whose loss is below the threshold of a {@link SelfPacedTeacher}, in the
 * order in which they were drawn. They are judged in rounds, until the step needs no more; a step
 * never learns from one that was not judged.
 *
 * @param <B> a micro-batch
 */
final class JudgedCandidates<B> implements Supplier<Candidate> {

  private final SelfPacedTeacher teacher;
  private final long step;
  private final Map<String, Tensor> parameters;
  private final ExampleLosses<B> losses;
  private final int taken;
  private final Supplier<Candidate> drawn;
  private final Queue<Candidate> chosen = new ArrayDeque<>();

  /**
   * The candidates of a step.
   *
   * @param parameters as they are before the step
   * @param losses of single candidates
   * @param taken how many a round gives at least
   * @param drawn gives candidates that nobody has judged
   */
  JudgedCandidates(
      SelfPacedTeacher teacher,
      long step,
      Map<String, Tensor> parameters,
      ExampleLosses<B> losses,
      int taken,
      Supplier<Candidate> drawn) {
    this.teacher = teacher;
    this.step = step;
    this.parameters = parameters;
    this.losses = losses;
    this.taken = taken;
    this.drawn = drawn;
  }

  @Override
  public Candidate get() {
    while (chosen.isEmpty()) {
      List<Candidate> round = new ArrayList<>();
      for (int i = teacher.candidates(taken); i > 0; i--) {
        round.add(drawn.get());
      }
      for (int index : teacher.choose(step, losses.of(parameters, round), taken)) {
        chosen.add(round.get(index));
      }
    }
    return chosen.remove();
  }
}
