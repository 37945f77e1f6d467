package dev.nightshift.training.meta;

import dev.nightshift.training.meta.Learner.Judged;
import dev.nightshift.training.meta.Learner.Phase;
import dev.nightshift.training.trainer.LossSum;
import dev.nightshift.training.trainer.LossSum.WeightedSum;
import dev.nightshift.training.trainer.Objective;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/**
 * The gradient of a task by its method ({@link MetaMethod}); a unit is a task, so that a step is
 * the mean over its tasks. The loss that is told is that of the query after adaptation.
 *
 * @param <D> examples
 */
public final class MetaObjective<D> implements Objective<Episode<D>> {

  private final Learner<D> learner;
  private final MetaSettings settings;
  private final InnerLoop<D> inner;

  /** The objective of a method over a learner. */
  public MetaObjective(Learner<D> learner, MetaSettings settings) {
    this.learner = learner;
    this.settings = settings;
    this.inner = new InnerLoop<>(learner, settings);
  }

  /**
   * {@code support-loss}: before the first step of adaptation; {@code accuracy}: share of the query
   * that is answered right, where that means something.
   */
  @Override
  public List<String> metrics() {
    return List.of("support-loss", "accuracy");
  }

  @Override
  public LossSum loss(Map<String, Tensor> parameters, Episode<D> episode) {
    return switch (settings.method()) {
      case MAML, ANIL, META_SGD -> through(parameters, episode);
      case FOMAML -> firstOrder(parameters, episode);
      case REPTILE -> reptile(parameters, episode);
      case PROTONET -> prototypes(parameters, episode);
    };
  }

  private LossSum through(Map<String, Tensor> parameters, Episode<D> episode) {
    Map<String, Tensor> fast = parameters;
    double before = Double.NaN;
    for (int step = 0; step < settings.innerSteps(); step++) {
      InnerLoop.Step taken = inner.throughStep(fast, episode.support());
      before = step == 0 ? taken.lossBefore() : before;
      fast = taken.parameters();
    }
    Judged query = learner.judge(fast, episode.query(), Phase.TRAINING);
    return sum(
        query,
        before,
        () -> {
          query.loss().backward();
          learner.observe(parameters, episode.query());
        });
  }

  private LossSum firstOrder(Map<String, Tensor> parameters, Episode<D> episode) {
    Adapted adapted = adapt(parameters, episode);
    List<String> names = gradientNames(parameters);
    Judged query = learner.judge(adapted.parameters(), episode.query(), Phase.TRAINING);
    return sum(
        query,
        adapted.before(),
        () -> {
          TensorVector gradients =
              InnerLoop.gradients(query.loss(), adapted.parameters(), names, false);
          try (NoGradGuard noGrad = new NoGradGuard()) {
            for (int i = 0; i < names.size(); i++) {
              if (gradients.get(i).defined()) {
                gradient(parameters, names.get(i)).add_(gradients.get(i));
              }
            }
          }
          learner.observe(parameters, episode.query());
        });
  }

  private LossSum reptile(Map<String, Tensor> parameters, Episode<D> episode) {
    Adapted adapted = adapt(parameters, episode);
    Judged query;
    try (NoGradGuard noGrad = new NoGradGuard()) {
      query = learner.judge(adapted.parameters(), episode.query(), Phase.TRAINING);
    }
    return sum(
        query,
        adapted.before(),
        () -> {
          try (NoGradGuard noGrad = new NoGradGuard()) {
            for (String name : inner.adapted(parameters)) {
              Tensor from = Objects.requireNonNull(parameters.get(name));
              Tensor to = Objects.requireNonNull(adapted.parameters().get(name));
              gradient(parameters, name).add_(from.sub(to));
            }
          }
          learner.observe(parameters, episode.query());
        });
  }

  /** Support and query go through the net together, as one batch of its normalisation. */
  private LossSum prototypes(Map<String, Tensor> parameters, Episode<D> episode) {
    D all = learner.together(episode.support(), episode.query());
    Learner.Seen seen = learner.seen(parameters, all);
    Tensor features = seen.features();
    long[] support = learner.classes(episode.support());
    long[] asked = learner.classes(episode.query());
    Judged query =
        Prototypes.judge(
            features.narrow(0, 0, support.length),
            support,
            features.narrow(0, support.length, asked.length),
            asked);
    return sum(
        query,
        Double.NaN,
        () -> {
          query.loss().backward();
          seen.observed().run();
        });
  }

  private record Adapted(Map<String, Tensor> parameters, double before) {}

  private Adapted adapt(Map<String, Tensor> parameters, Episode<D> episode) {
    Map<String, Tensor> fast = inner.leaves(parameters);
    InnerLoop.Memory memory = new InnerLoop.Memory(episode.draw());
    double before = Double.NaN;
    for (int step = 0; step < settings.innerSteps(); step++) {
      InnerLoop.Step taken = inner.plainStep(fast, episode.support(), Phase.TRAINING, memory);
      before = step == 0 ? taken.lossBefore() : before;
      fast = taken.parameters();
    }
    return new Adapted(fast, before);
  }

  private List<String> gradientNames(Map<String, Tensor> parameters) {
    return parameters.keySet().stream().filter(name -> !learner.isStatistic(name)).toList();
  }

  private static Tensor gradient(Map<String, Tensor> parameters, String name) {
    return Objects.requireNonNull(parameters.get(name), name).grad();
  }

  private static LossSum sum(Judged query, double before, Runnable backward) {
    boolean counted = !Double.isNaN(query.right());
    return new LossSum(
        query.loss().item_double(),
        1,
        query.units(),
        backward,
        Double.isNaN(before) ? new WeightedSum(0, 0) : new WeightedSum(before, 1),
        counted ? new WeightedSum(query.right(), query.units()) : new WeightedSum(0, 0));
  }
}
