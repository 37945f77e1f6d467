package dev.nightshift.training.curriculum;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The curricula by name. */
public enum CurriculumKind {
  /** Competence grows linearly (Platanios et al. 2019, equation 6). */
  LINEAR,
  /** Competence grows as a square root (Platanios et al. 2019, equation 7). */
  ROOT,
  /** Competence grows as a root of any degree (Platanios et al. 2019, equation 8). */
  ROOT_P,
  /** Competence grows by equal steps (Spitkovsky, Alshawi and Jurafsky 2010, "Baby steps"). */
  STEP,
  /** Competence is multiplied at equal times (Hacohen and Weinshall 2019, equation 3). */
  EXPONENTIAL,
  /** All examples at all times: the control of a comparison, drawn as all others are. */
  UNIFORM,
  /** Examples whose loss is below a growing threshold (Kumar, Packer and Koller 2010). */
  SELF_PACED,
  /** One level more when the training does well, one less when it does badly. */
  PERFORMANCE,
  /** The level on which the loss changes most (Matiisen et al. 2017, algorithm 2). */
  BANDIT;

  /** What options say where there is no curriculum. */
  public static final String NONE = "none";

  /** The name in options: lower case, with dashes. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Whether its competence is a function of the step alone. */
  public boolean isPaced() {
    return switch (this) {
      case LINEAR, ROOT, ROOT_P, STEP, EXPONENTIAL, UNIFORM -> true;
      case SELF_PACED, PERFORMANCE, BANDIT -> false;
    };
  }

  /** Whether it orders examples by a difficulty that is known before. */
  public boolean needsDifficulty() {
    return this != UNIFORM && this != SELF_PACED;
  }

  /** {@link #NONE} and all names. */
  public static List<String> labels() {
    List<String> labels = new ArrayList<>(List.of(NONE));
    Arrays.stream(values()).map(CurriculumKind::label).forEach(labels::add);
    return labels;
  }

  /** The curriculum of a name; none where there is none. */
  public static Optional<CurriculumKind> of(String label) {
    return Arrays.stream(values()).filter(kind -> kind.label().equals(label)).findFirst();
  }
}
