package dev.nightshift.training.meta;

import dev.nightshift.training.trainer.FlatLayout.Slot;
import dev.nightshift.training.trainer.NamedParameters;
import dev.nightshift.training.trainer.OuterLoop;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Moves running statistics once a step. Episodes leave what they saw where the gradient of a
 * statistic would be, so the mean over a step's episodes comes along the same tree as all
 * gradients; here it is taken out, r ← (1 − m) r + m s with m = .1, and a gradient of zero is left.
 *
 * <p>Element by element, so that each worker may do it for its own blocks.
 */
public final class RunningStatistics implements OuterLoop {

  private static final double MOMENTUM = .1;

  private final NamedParameters parameters;
  private final List<Slot> slots = new ArrayList<>();

  /** The statistics of a learner. */
  public RunningStatistics(NamedParameters parameters, Learner<?> learner) {
    this.parameters = parameters;
    for (Slot slot : parameters.layout().slots()) {
      if (learner.isStatistic(slot.name())) {
        slots.add(slot);
      }
    }
  }

  @Override
  public void gradient(long step, Tensor gradient) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard noGrad = new NoGradGuard()) {
      for (Slot slot : slots) {
        Tensor seen = gradient.narrow(0, slot.offset(), slot.length());
        Tensor value = parameters.values().narrow(0, slot.offset(), slot.length());
        value.mul_(new Scalar(1 - MOMENTUM)).add_(seen, new Scalar(MOMENTUM));
        seen.zero_();
      }
    }
  }
}
