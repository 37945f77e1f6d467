package dev.nightshift.training.policy;

import dev.nightshift.inference.tensor.TensorIo;
import dev.nightshift.training.trainer.ExtraState;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * What a training on rollouts remembers between steps: where in which iteration it is, the
 * coefficient of the divergence, and what the models said of the rollouts before its first step.
 */
final class PolicyState implements ExtraState {

  private static final String SCALARS = "scalars";
  private static final String LOG_PROBS = "log-probs";
  private static final String REFERENCE = "reference";
  private static final String VALUES = "values";

  private long iteration = -1;
  private int taken;
  private boolean stopped;
  private float coefficient;
  private float nextCoefficient;
  private Seen seen = Seen.NOTHING;

  /**
   * What the models said of each token of the rollouts, answer after answer.
   *
   * @param logProbs under the policy before the first step of the iteration, nats
   * @param reference under the reference, nats
   * @param values of the state before each token; empty without a value function
   */
  record Seen(float[] logProbs, float[] reference, float[] values) {

    static final Seen NOTHING = new Seen(new float[0], new float[0], new float[0]);
  }

  /** The state before any iteration. */
  PolicyState(double coefficient) {
    this.coefficient = (float) coefficient;
    this.nextCoefficient = this.coefficient;
  }

  @Override
  public String name() {
    return "policy";
  }

  /** Whether that iteration has begun. */
  boolean isIn(long number) {
    return iteration == number;
  }

  /** Begins an iteration. */
  void begin(long number, Seen fresh) {
    iteration = number;
    taken = 0;
    stopped = false;
    coefficient = nextCoefficient;
    seen = fresh;
  }

  /** Sets the coefficient of the iteration after this one. */
  void decide(double next) {
    nextCoefficient = (float) next;
  }

  /** The coefficient of this iteration. */
  double coefficient() {
    return coefficient;
  }

  /** What the models said of the rollouts of this iteration. */
  Seen seen() {
    return seen;
  }

  /** Steps taken in this iteration. */
  int taken() {
    return taken;
  }

  /** Counts a step. */
  void took() {
    taken++;
  }

  /** Whether the iteration has ended early. */
  boolean stopped() {
    return stopped;
  }

  /** Ends the iteration early. */
  void stop() {
    stopped = true;
  }

  @Override
  public Map<String, Tensor> save() {
    Map<String, Tensor> saved = new LinkedHashMap<>();
    saved.put(
        SCALARS,
        TensorIo.floats(
            new float[] {iteration, taken, stopped ? 1 : 0, coefficient, nextCoefficient}));
    put(saved, LOG_PROBS, seen.logProbs());
    put(saved, REFERENCE, seen.reference());
    put(saved, VALUES, seen.values());
    return saved;
  }

  private static void put(Map<String, Tensor> saved, String name, float[] values) {
    if (values.length > 0) {
      saved.put(name, TensorIo.floats(values));
    }
  }

  @Override
  public void load(Map<String, Tensor> saved) {
    float[] scalars = get(saved, SCALARS);
    if (scalars.length != 5) {
      throw new IllegalArgumentException("the state of a policy has no five scalars");
    }
    iteration = (long) scalars[0];
    taken = (int) scalars[1];
    stopped = scalars[2] != 0;
    coefficient = scalars[3];
    nextCoefficient = scalars[4];
    seen = new Seen(get(saved, LOG_PROBS), get(saved, REFERENCE), get(saved, VALUES));
  }

  private static float[] get(Map<String, Tensor> saved, String name) {
    Tensor tensor = saved.get(name);
    return tensor == null ? new float[0] : TensorIo.toFloats(tensor);
  }
}
