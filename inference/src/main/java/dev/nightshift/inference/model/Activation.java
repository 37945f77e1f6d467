package dev.nightshift.inference.model;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The activation of a feed-forward block, by the names that {@code hidden_act} uses. */
public enum Activation {
  /** x · σ(x). */
  SILU("silu", "swish"),
  /** x · Φ(x), with the error function. */
  GELU("gelu"),
  /** x · Φ(x) in the approximation with tanh. */
  GELU_TANH("gelu_new", "gelu_pytorch_tanh", "gelu_fast"),
  /** x · σ(1.702 x). */
  QUICK_GELU("quick_gelu"),
  /** max(x, 0). */
  RELU("relu");

  private final List<String> names;

  Activation(String... names) {
    this.names = List.of(names);
  }

  /** The activation that a configuration names, if it is known. */
  public static Optional<Activation> ofName(String name) {
    return Arrays.stream(values()).filter(a -> a.names.contains(name)).findFirst();
  }

  /** All names, for messages. */
  public static String known() {
    return Arrays.stream(values()).flatMap(a -> a.names.stream()).collect(Collectors.joining(", "));
  }
}
