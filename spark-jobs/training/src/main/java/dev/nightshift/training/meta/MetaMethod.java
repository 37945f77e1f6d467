package dev.nightshift.training.meta;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The methods. With w the initialisation, U the adaptation on the support set by k steps of
 * gradient descent with rate α, and L the loss on the query set, the gradient of a task is
 *
 * <pre>
 *   MAML      d L(U(w)) / d w, through the steps           Finn, Abbeel, Levine 2017, equation 1
 *   FOMAML    d L(w′) / d w′ at w′ = U(w)                  ibid., section 5.2
 *   REPTILE   w − U(w)                                     Nichol, Achiam, Schulman 2018, algorithm 2
 *   ANIL      as MAML, where U changes the head alone      Raghu et al. 2020, section 4
 *   META_SGD  as MAML by w and by the rates, w′ = w − a ∘ g   Li et al. 2017, equation 3
 *   PROTONET  d/dw of −log softmax(−‖f(x) − c‖²), where c are the means of the support's features
 *                                                          Snell, Swersky, Zemel 2017, equation 2
 * </pre>
 */
public enum MetaMethod {
  MAML(true, false),
  FOMAML(false, false),
  REPTILE(false, false),
  ANIL(true, true),
  META_SGD(true, false),
  PROTONET(false, false);

  private final boolean twice;
  private final boolean headOnly;

  MetaMethod(boolean twice, boolean headOnly) {
    this.twice = twice;
    this.headOnly = headOnly;
  }

  /** Whether its gradient goes through the steps of the adaptation. */
  public boolean isSecondOrder() {
    return twice;
  }

  /** Whether the adaptation changes the head alone. */
  public boolean adaptsHeadOnly() {
    return headOnly;
  }

  /** Whether there are steps of adaptation at all. */
  public boolean adapts() {
    return this != PROTONET;
  }

  /** The name in options: lower case, with dashes. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** All names, the default first. */
  public static List<String> labels() {
    return Arrays.stream(values()).map(MetaMethod::label).toList();
  }

  /** The method of a name. */
  public static Optional<MetaMethod> of(String label) {
    return Arrays.stream(values()).filter(method -> method.label().equals(label)).findFirst();
  }
}
