package dev.nightshift.eval.judge;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How much easier an instruction is for the second models of a judge's comparisons than for their
 * baseline: γ_x of
 *
 * <pre>logit P(m wins on x) = θ_m + φ_m tanh(Δ / s_m) + γ_x</pre>
 *
 * <p>over all models m, with Δ and s_m of {@link LengthControlled}. The weight of γ is fixed at 1,
 * as in Dubois et al., arXiv 2404.04475, section 3, where it is estimated once for all models. The
 * minimum under a ridge of {@value #PENALTY} is found by turns over models and instructions, until
 * no weight moves by more than 10⁻⁶; γ has mean 0.
 */
public final class InstructionDifficulty {

  static final double PENALTY = 1;

  private static final int MOST_ROUNDS = 200;
  private static final double CLOSE = 1e-6;

  private InstructionDifficulty() {}

  /** γ of each instruction. With comparisons of a single model there is nothing to tell: all 0. */
  public static Map<String, Double> of(List<LengthComparison> comparisons) {
    Map<String, List<Integer>> byModel = new LinkedHashMap<>();
    Map<String, List<Integer>> byInstruction = new LinkedHashMap<>();
    for (int i = 0; i < comparisons.size(); i++) {
      LengthComparison c = comparisons.get(i);
      byModel.computeIfAbsent(c.model(), model -> new ArrayList<>()).add(i);
      byInstruction.computeIfAbsent(c.instruction(), x -> new ArrayList<>()).add(i);
    }
    Map<String, Double> gamma = new LinkedHashMap<>();
    byInstruction.keySet().forEach(x -> gamma.put(x, 0.0));
    if (byModel.size() < 2) {
      return gamma;
    }
    double[] lengths = new double[comparisons.size()];
    for (List<Integer> rows : byModel.values()) {
      double[] own = LengthControlled.standardised(rows.stream().map(comparisons::get).toList());
      for (int k = 0; k < own.length; k++) {
        lengths[rows.get(k)] = own[k];
      }
    }
    double[] logits = new double[comparisons.size()];
    for (int round = 0; round < MOST_ROUNDS; round++) {
      for (List<Integer> rows : byModel.values()) {
        model(comparisons, rows, lengths, gamma, logits);
      }
      double moved = instructions(comparisons, byInstruction, logits, gamma);
      if (moved < CLOSE) {
        break;
      }
    }
    return gamma;
  }

  /** θ and φ of one model given γ; leaves the logits without γ. */
  private static void model(
      List<LengthComparison> comparisons,
      List<Integer> rows,
      double[] lengths,
      Map<String, Double> gamma,
      double[] logits) {
    double[][] x = new double[rows.size()][];
    double[] y = new double[rows.size()];
    double[] offset = new double[rows.size()];
    for (int k = 0; k < x.length; k++) {
      LengthComparison c = comparisons.get(rows.get(k));
      x[k] = new double[] {1, lengths[rows.get(k)]};
      y[k] = c.preference();
      offset[k] = gamma.getOrDefault(c.instruction(), 0.0);
    }
    double[] w = LogisticFit.fit(x, y, offset, PENALTY);
    for (int k = 0; k < x.length; k++) {
      logits[rows.get(k)] = w[0] + w[1] * x[k][1];
    }
  }

  /** γ of all instructions given the models; the largest move. */
  private static double instructions(
      List<LengthComparison> comparisons,
      Map<String, List<Integer>> byInstruction,
      double[] logits,
      Map<String, Double> gamma) {
    Map<String, Double> found = new LinkedHashMap<>();
    byInstruction.forEach(
        (instruction, rows) -> {
          double[][] x = new double[rows.size()][1];
          Arrays.setAll(x, k -> new double[] {1});
          double[] y = rows.stream().mapToDouble(i -> comparisons.get(i).preference()).toArray();
          double[] offset = rows.stream().mapToDouble(i -> logits[i]).toArray();
          found.put(instruction, LogisticFit.fit(x, y, offset, PENALTY)[0]);
        });
    double mean =
        found.values().stream().mapToDouble(Double::doubleValue).sum() / Math.max(1, found.size());
    double moved = 0;
    for (Map.Entry<String, Double> entry : found.entrySet()) {
      double centred = entry.getValue() - mean;
      moved = Math.max(moved, Math.abs(centred - gamma.getOrDefault(entry.getKey(), 0.0)));
      gamma.put(entry.getKey(), centred);
    }
    return moved;
  }
}
