package dev.nightshift.training.reward;

import dev.nightshift.training.lm.TokenBatch;
import java.util.List;

/**
 * Pairs of answers for one forward pass: row 2i is the preferred answer of pair i with its prompt,
 * row 2i + 1 the other.
 *
 * @param tokens the rows
 * @param positions where each row is scored, in the batch laid out flat, [2n]
 * @param margins the margin m of each pair, [n]
 */
public record RewardBatch(TokenBatch tokens, long[] positions, float[] margins) {

  public RewardBatch {
    if (positions.length != 2 * margins.length || tokens.rows() != positions.length) {
      throw new IllegalArgumentException(
          tokens.rows() + " rows do not hold " + margins.length + " pairs");
    }
    positions = positions.clone();
    margins = margins.clone();
  }

  /**
   * Gathers pairs.
   *
   * @param rows token ids, two rows a pair; each is scored at its last token
   * @param padding the token that fills rows; nothing sees it
   */
  static RewardBatch of(List<int[]> rows, float[] margins, int padding) {
    TokenBatch tokens = TokenBatch.of(rows, 1, padding);
    long[] positions = new long[rows.size()];
    for (int row = 0; row < positions.length; row++) {
      positions[row] = (long) row * tokens.width() + rows.get(row).length - 1;
    }
    return new RewardBatch(tokens, positions, margins);
  }

  /** Number of pairs, n. */
  public int pairs() {
    return margins.length;
  }
}
