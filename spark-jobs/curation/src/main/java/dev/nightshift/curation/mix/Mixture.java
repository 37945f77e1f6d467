package dev.nightshift.curation.mix;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How much is taken of each group of a training set.
 *
 * <p>Group g of size N_g (tokens, characters or documents) and weight w_g gets B·w_g / Σw of a
 * budget B. A group is repeated where it is too small, but not more than {@code maxEpochs} times;
 * what it cannot give goes to the others in proportion to their weights, until all have their part
 * or all are used up. Up to four epochs cost little against fresh data (Muennighoff et al. 2023,
 * "Scaling data-constrained language models").
 *
 * @param portions what is taken of each group, by its name
 * @param budget the size of the whole
 */
public record Mixture(Map<String, Portion> portions, double budget) {

  /**
   * What is taken of a group.
   *
   * @param size its size
   * @param epochs how often it is taken: 2.25 is each document twice, and a quarter of them a third
   *     time
   */
  public record Portion(double size, double epochs) {

    /** The size of what is taken. */
    public double taken() {
      return size * epochs;
    }

    /** How often every document is taken. */
    public int whole() {
      return (int) Math.floor(epochs);
    }

    /** The share of documents that is taken once more. */
    public double rest() {
      return epochs - whole();
    }
  }

  public Mixture {
    portions = Collections.unmodifiableMap(new LinkedHashMap<>(portions));
  }

  /**
   * Weights N_g^(1/T): T = 1 leaves the sizes as they are, a greater one lifts small groups
   * (Arivazhagan et al. 2019, "Massively multilingual neural machine translation in the wild").
   *
   * @param sizes size of each group
   * @param temperature T, above 0
   */
  public static Map<String, Double> temperature(Map<String, Double> sizes, double temperature) {
    if (!(temperature > 0)) {
      throw new IllegalArgumentException("the temperature is " + temperature);
    }
    double largest = sizes.values().stream().mapToDouble(Double::doubleValue).max().orElse(1);
    Map<String, Double> weights = new TreeMap<>();
    sizes.forEach((group, size) -> weights.put(group, Math.pow(size / largest, 1 / temperature)));
    return weights;
  }

  /**
   * The mixture of groups.
   *
   * @param sizes size of each group, above 0
   * @param weights weight of each of them, 0 or more; not all 0
   * @param budget the size of the whole; 0 for the largest that repeats nothing
   * @param maxEpochs most times that a group is taken, above 0
   */
  public static Mixture of(
      Map<String, Double> sizes, Map<String, Double> weights, double budget, double maxEpochs) {
    if (!sizes.keySet().equals(weights.keySet())
        || weights.values().stream().noneMatch(weight -> weight > 0)) {
      throw new IllegalArgumentException("no mixture of " + sizes + " by " + weights);
    }
    double sum = weights.values().stream().mapToDouble(Double::doubleValue).sum();
    double wanted = budget;
    if (budget == 0) {
      wanted = Double.MAX_VALUE;
      for (Map.Entry<String, Double> group : new TreeMap<>(sizes).entrySet()) {
        double weight = weights.getOrDefault(group.getKey(), 0.0);
        wanted = weight > 0 ? Math.min(wanted, group.getValue() * sum / weight) : wanted;
      }
    }
    Map<String, Double> taken = new TreeMap<>();
    List<String> open = new ArrayList<>(new TreeMap<>(sizes).keySet());
    double left = wanted;
    boolean capped = true;
    while (capped && !open.isEmpty()) {
      capped = false;
      double openWeight =
          open.stream().mapToDouble(group -> weights.getOrDefault(group, 0.0)).sum();
      double share = openWeight > 0 ? left / openWeight : 0;
      for (String group : List.copyOf(open)) {
        double most = maxEpochs * sizes.getOrDefault(group, 0.0);
        double part = share * weights.getOrDefault(group, 0.0);
        // The budget that repeats nothing is reached exactly by one group, but for rounding.
        if (part > most * (1 + 1e-12)) {
          taken.put(group, most);
          left -= most;
          open.remove(group);
          capped = true;
        } else {
          taken.put(group, Math.min(part, most));
        }
      }
    }
    Map<String, Portion> portions = new LinkedHashMap<>();
    taken.forEach(
        (group, size) -> {
          double whole = sizes.getOrDefault(group, 0.0);
          portions.put(group, new Portion(whole, size / whole));
        });
    return new Mixture(portions, wanted);
  }

  /** The size of what is taken of all groups. */
  public double taken() {
    return portions.values().stream().mapToDouble(Portion::taken).sum();
  }
}
