package dev.nightshift.training.trainer;

import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * State beside parameters and optimizer that a resumed run needs: control variates, running means,
 * a KL controller, reference log-probabilities.
 */
public interface ExtraState {

  /** A short name in kebab case; the names of its tensors in a checkpoint start with it. */
  String name();

  /** The state; the tensors belong to the caller's scope. */
  Map<String, Tensor> save();

  /** Restores what {@link #save()} gave. */
  void load(Map<String, Tensor> saved);
}
