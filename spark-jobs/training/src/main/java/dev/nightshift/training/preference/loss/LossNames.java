package dev.nightshift.training.preference.loss;

import dev.nightshift.schema.error.Faults;
import dev.nightshift.training.preference.loss.ApoLoss.Anchor;
import dev.nightshift.training.preference.loss.IpoLoss.Normalisation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Losses by the names that {@code --loss} knows, alone ({@code sigmoid}) or weighted ({@code
 * sigmoid:0.8,bco:0.2,sft:1}), with the published defaults of each.
 */
public final class LossNames {

  /** β of DPO and of all that do not say otherwise. */
  private static final double BETA = .1;

  private static final double SIMPO_BETA = 2;
  private static final double SPPO_BETA = 1e-3;
  private static final double GAMMA = .5;
  private static final double SMOOTHING = .1;

  private static final Map<String, Function<LossSettings, PreferenceLoss>> LOSSES = losses();

  /** The losses that an option belongs to. */
  private static final Map<String, Set<String>> OF_OPTION =
      Map.of(
          "label-smoothing", Set.of("sigmoid", "cdpo", "robust"),
          "gamma", Set.of("simpo"),
          "desirable-weight", Set.of("kto"),
          "undesirable-weight", Set.of("kto"));

  private LossNames() {}

  private static Map<String, Function<LossSettings, PreferenceLoss>> losses() {
    Map<String, Function<LossSettings, PreferenceLoss>> losses = new LinkedHashMap<>();
    losses.put("sigmoid", s -> new SigmoidLoss(beta(s), s.labelSmoothing().orElse(0)));
    losses.put("cdpo", s -> new SigmoidLoss(beta(s), s.labelSmoothing().orElse(SMOOTHING)));
    losses.put("robust", s -> new RobustLoss(beta(s), s.labelSmoothing().orElse(SMOOTHING)));
    losses.put("hinge", s -> new HingeLoss(beta(s)));
    losses.put("ipo", s -> new IpoLoss(beta(s), Normalisation.SUM));
    losses.put("ipo-mean", s -> new IpoLoss(beta(s), Normalisation.MEAN));
    losses.put(
        "kto",
        s ->
            new KtoLoss(
                beta(s), s.desirableWeight().orElse(1), s.undesirableWeight().orElse(1)));
    losses.put("orpo", s -> new OrpoLoss(beta(s)));
    losses.put(
        "simpo", s -> new SimpoLoss(s.beta().orElse(SIMPO_BETA), s.gamma().orElse(GAMMA)));
    losses.put("cpo", s -> new CpoLoss(beta(s)));
    losses.put("bco", s -> new BcoLoss(beta(s)));
    losses.put("sppo", s -> new SppoLoss(s.beta().orElse(SPPO_BETA)));
    losses.put("apo-zero", s -> new ApoLoss(beta(s), Anchor.ZERO));
    losses.put("apo-down", s -> new ApoLoss(beta(s), Anchor.DOWN));
    losses.put("sft", s -> new SftLoss());
    return Collections.unmodifiableMap(losses);
  }

  private static double beta(LossSettings settings) {
    return settings.beta().orElse(BETA);
  }

  /** All names. */
  public static List<String> all() {
    return List.copyOf(LOSSES.keySet());
  }

  /**
   * The loss of a text.
   *
   * @param text names with commas, each with a weight behind a colon or without one, for 1
   * @param faults takes every fault: unknown names, names that stand twice, weights that are no
   *     positive numbers, settings out of range or of no named loss
   * @return the loss; only to be used if no fault was added, null where there is none
   */
  public static @Nullable PreferenceLoss parse(String text, LossSettings settings, Faults faults) {
    check(settings, faults);
    Set<String> names = new LinkedHashSet<>();
    List<Double> weights = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      String[] words = part.strip().split(":", -1);
      if (!LOSSES.containsKey(words[0])) {
        faults.add(
            "--loss names '" + words[0] + "'", "", "The losses are: " + String.join(", ", all()) + ".");
      } else if (!names.add(words[0])) {
        faults.add("--loss names '" + words[0] + "' twice", "", "Give each loss one weight.");
      } else {
        weights.add(weight(part, words, faults));
      }
    }
    checkOptions(settings, names, faults);
    return faults.isEmpty() ? made(List.copyOf(names), weights, settings) : null;
  }

  private static PreferenceLoss made(
      List<String> names, List<Double> weights, LossSettings settings) {
    List<WeightedLoss.Part> parts = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      PreferenceLoss loss = Objects.requireNonNull(LOSSES.get(names.get(i))).apply(settings);
      parts.add(new WeightedLoss.Part(loss, weights.get(i)));
    }
    return parts.size() == 1 && weights.get(0) == 1
        ? parts.get(0).loss()
        : new WeightedLoss(parts);
  }

  private static double weight(String part, String[] words, Faults faults) {
    try {
      double weight = words.length == 1 ? 1 : Double.parseDouble(words[1]);
      if (words.length <= 2 && weight > 0 && Double.isFinite(weight)) {
        return weight;
      }
    } catch (NumberFormatException e) {
      // Told below, with the weights that are numbers but not positive.
    }
    faults.add(
        "--loss has the part '" + part.strip() + "'",
        "",
        "Give a name and a positive weight, such as ipo:0.2.");
    return 1;
  }

  private static void check(LossSettings settings, Faults faults) {
    positive("beta", settings.beta(), faults);
    positive("desirable-weight", settings.desirableWeight(), faults);
    positive("undesirable-weight", settings.undesirableWeight(), faults);
    double smoothing = settings.labelSmoothing().orElse(0);
    if (!(smoothing >= 0 && smoothing < .5)) {
      faults.add("--label-smoothing is " + smoothing, "", "Give a number from 0 to below .5.");
    }
    double gamma = settings.gamma().orElse(0);
    if (!(gamma >= 0)) {
      faults.add("--gamma is " + gamma, "", "Give a number from 0.");
    }
  }

  private static void positive(String option, OptionalDouble value, Faults faults) {
    if (value.isPresent() && !(value.getAsDouble() > 0)) {
      faults.add("--" + option + " is " + value.getAsDouble(), "", "Give a positive number.");
    }
  }

  /** A setting that no named loss has would be ignored in silence. */
  private static void checkOptions(LossSettings settings, Set<String> names, Faults faults) {
    unused("label-smoothing", settings.labelSmoothing(), 0, names, faults);
    unused("gamma", settings.gamma(), Double.NaN, names, faults);
    unused("desirable-weight", settings.desirableWeight(), Double.NaN, names, faults);
    unused("undesirable-weight", settings.undesirableWeight(), Double.NaN, names, faults);
  }

  private static void unused(
      String option, OptionalDouble value, double harmless, Set<String> names, Faults faults) {
    Set<String> owners = OF_OPTION.getOrDefault(option, Set.of());
    if (value.isPresent()
        && value.getAsDouble() != harmless
        && !names.isEmpty()
        && Collections.disjoint(owners, names)) {
      faults.add(
          "--" + option + " is " + value.getAsDouble() + " with --loss " + String.join(",", names),
          "",
          "It belongs to: " + String.join(", ", owners.stream().sorted().toList()) + ".");
    }
  }
}
