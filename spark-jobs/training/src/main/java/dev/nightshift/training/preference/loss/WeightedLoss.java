package dev.nightshift.training.preference.loss;

import java.io.Serializable;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * A weighted sum of losses, Σ w_i L_i, as in the mixed preference optimization of Wang, Chen, Wang
 * et al., "Enhancing the reasoning ability of multimodal large language models via mixed preference
 * optimization", 2024, equation 1. The rewards that the metrics tell are those of the first part.
 *
 * @param parts the losses with their weights
 */
public record WeightedLoss(List<Part> parts) implements PreferenceLoss {

  /**
   * A part.
   *
   * @param loss the loss
   * @param weight its weight
   */
  public record Part(PreferenceLoss loss, double weight) implements Serializable {

    public Part {
      PreferenceLoss.requirePositive("the weight of " + loss.name(), weight);
    }
  }

  public WeightedLoss {
    parts = List.copyOf(parts);
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("a weighted loss has at least one part");
    }
  }

  @Override
  public String name() {
    return parts.stream()
        .map(part -> part.loss().name() + ":" + part.weight())
        .collect(Collectors.joining(","));
  }

  @Override
  public Tensor of(PreferenceTerms terms) {
    Tensor sum = weighted(parts.get(0), terms);
    for (Part part : parts.subList(1, parts.size())) {
      sum = sum.add(weighted(part, terms));
    }
    return sum;
  }

  private static Tensor weighted(Part part, PreferenceTerms terms) {
    return part.loss().of(terms).mul(new Scalar(part.weight()));
  }

  @Override
  public Tensor rewards(Answers answers) {
    return parts.get(0).loss().rewards(answers);
  }

  @Override
  public boolean usesReference() {
    return any(PreferenceLoss::usesReference);
  }

  @Override
  public boolean judgesAlone() {
    return parts.stream().allMatch(part -> part.loss().judgesAlone());
  }

  @Override
  public boolean needsKl() {
    return any(PreferenceLoss::needsKl);
  }

  @Override
  public boolean needsShift() {
    return any(PreferenceLoss::needsShift);
  }

  @Override
  public boolean learnsChosen() {
    return any(PreferenceLoss::learnsChosen);
  }

  private boolean any(Predicate<PreferenceLoss> holds) {
    return parts.stream().anyMatch(part -> holds.test(part.loss()));
  }
}
