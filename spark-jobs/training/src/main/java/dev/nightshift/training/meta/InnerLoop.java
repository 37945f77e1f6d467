package dev.nightshift.training.meta;

import dev.nightshift.inference.tensor.Scopes;
import dev.nightshift.inference.tensor.TensorIo;
import dev.nightshift.schema.random.CounterRandom;
import dev.nightshift.training.meta.Learner.Judged;
import dev.nightshift.training.meta.Learner.Phase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Steps of gradient descent from an initialisation, w′ = w − α g, or w′ = w − a ∘ g with a rate for
 * each element, or as {@link InnerRule#ADAM} says, over the whole support or a batch of it. They
 * are never taken in place: with their history they can be differentiated through.
 *
 * @param <D> examples
 */
public final class InnerLoop<D> {

  /** What the names of the rates of Meta-SGD begin with. */
  public static final String RATE = "rate.";

  private static final double SQUARES_DECAY = .999;
  private static final double EPSILON = 1e-8;

  private final Learner<D> learner;
  private final MetaSettings settings;

  /** The adaptation of a learner. */
  public InnerLoop(Learner<D> learner, MetaSettings settings) {
    this.learner = learner;
    this.settings = settings;
  }

  /**
   * The parameters to begin with: those of the learner and, of Meta-SGD, a rate beside each that is
   * adapted. They belong to the caller's scope.
   */
  public Map<String, Tensor> withRates(Map<String, Tensor> weights) {
    Map<String, Tensor> all = new LinkedHashMap<>(weights);
    if (settings.method() == MetaMethod.META_SGD) {
      for (String name : adapted(weights)) {
        Tensor weight = Objects.requireNonNull(weights.get(name));
        all.put(RATE + name, torch.full_like(weight, new Scalar(settings.innerRate())));
      }
    }
    return all;
  }

  /** The names of the weights that adaptation changes, in their order. */
  public List<String> adapted(Map<String, Tensor> parameters) {
    List<String> names = new ArrayList<>();
    for (String name : parameters.keySet()) {
      boolean moves = !settings.method().adaptsHeadOnly() || learner.isHead(name);
      if (moves && !name.startsWith(RATE) && !learner.isStatistic(name)) {
        names.add(name);
      }
    }
    return names;
  }

  /** Parameters without history that gradients can be taken by. */
  public Map<String, Tensor> leaves(Map<String, Tensor> parameters) {
    Map<String, Tensor> leaves = new LinkedHashMap<>();
    parameters.forEach((name, tensor) -> leaves.put(name, TensorIo.leaf(tensor)));
    return leaves;
  }

  /** Parameters after a step of adaptation, and the loss before it. */
  public record Step(Map<String, Tensor> parameters, double lossBefore) {}

  /**
   * One step with its history, so that gradients go through it.
   *
   * @param parameters all parameters by name
   * @param support the examples
   */
  public Step throughStep(Map<String, Tensor> parameters, D support) {
    return step(parameters, support, Phase.TWICE, new Memory(0));
  }

  /**
   * What the steps of one adaptation remember: the gradients, for {@link InnerRule#ADAM}, and which
   * examples of the support were seen. Those are shuffled, and again when all were seen; a batch
   * goes on with the first of the next order (Nichol et al. 2018, their code).
   */
  public static final class Memory {
    private final Map<String, Tensor> squares = new HashMap<>();
    private final CounterRandom random;
    private int[] order = {};
    private int seen;
    private int steps;

    /**
     * Before the first step.
     *
     * @param draw decides the batches, see {@link Episode#draw()}
     */
    public Memory(long draw) {
      this.random = CounterRandom.of(draw, "batches of an adaptation", 0);
    }

    /** The next batch, of some of so many examples. */
    int[] next(int size, int count) {
      int[] batch = new int[size];
      for (int i = 0; i < size; i++) {
        if (seen == order.length) {
          order = IntStream.range(0, count).toArray();
          random.shuffle(order);
          seen = 0;
        }
        batch[i] = order[seen++];
      }
      return batch;
    }
  }

  /**
   * One step from leaves to leaves, without history. What it made on its way is released: fifty
   * steps would fill the memory.
   *
   * @param memory of the steps of this adaptation; empty before the first
   */
  public Step plainStep(Map<String, Tensor> leaves, D support, Phase phase, Memory memory) {
    memory.steps++;
    return Scopes.keeping(
        keep -> {
          Step step = step(leaves, part(support, phase, memory), phase, memory);
          step.parameters().values().forEach(keep);
          memory.squares.values().forEach(keep);
          return step;
        });
  }

  /** The examples that the next step sees. */
  private D part(D support, Phase phase, Memory memory) {
    int batch = phase == Phase.EVALUATION ? settings.evaluationBatch() : settings.innerBatch();
    if (batch == 0) {
      return support;
    }
    int count = learner.classes(support).length;
    return batch < count ? learner.part(support, memory.next(batch, count)) : support;
  }

  private Step step(Map<String, Tensor> parameters, D support, Phase phase, Memory memory) {
    boolean through = phase == Phase.TWICE;
    Judged judged = learner.judge(parameters, support, phase);
    List<String> names = adapted(parameters);
    TensorVector gradients = gradients(judged.loss(), parameters, names, through);
    Map<String, Tensor> after = new LinkedHashMap<>(parameters);
    for (int i = 0; i < names.size(); i++) {
      Tensor gradient = gradients.get(i);
      if (gradient.defined()) {
        String name = names.get(i);
        Tensor weight = Objects.requireNonNull(parameters.get(name));
        Tensor rate = parameters.get(RATE + name);
        Tensor moved =
            rate == null
                ? weight.sub(direction(name, gradient, memory), new Scalar(settings.innerRate()))
                : weight.sub(rate.mul(gradient));
        after.put(name, through ? moved : TensorIo.leaf(moved));
      }
    }
    return new Step(after, judged.loss().item_double());
  }

  private Tensor direction(String name, Tensor gradient, Memory memory) {
    if (settings.innerRule() == InnerRule.DESCENT) {
      return gradient;
    }
    Tensor fresh = gradient.mul(gradient).mul(new Scalar(1 - SQUARES_DECAY));
    Tensor before = memory.squares.get(name);
    Tensor squares = before == null ? fresh : before.mul(new Scalar(SQUARES_DECAY)).add(fresh);
    memory.squares.put(name, squares);
    double unbiased = 1 - Math.pow(SQUARES_DECAY, memory.steps);
    return gradient.div(squares.div(new Scalar(unbiased)).sqrt().add(new Scalar(EPSILON)));
  }

  /** The gradients of a loss by some parameters; undefined where it does not depend on one. */
  static TensorVector gradients(
      Tensor loss, Map<String, Tensor> parameters, List<String> names, boolean through) {
    TensorVector inputs = new TensorVector();
    for (String name : names) {
      inputs.push_back(Objects.requireNonNull(parameters.get(name), name));
    }
    return torch.grad(
        new TensorVector(loss),
        inputs,
        new TensorVector(),
        new BoolOptional(through),
        through,
        true);
  }
}
