package dev.nightshift.training.preference;

import dev.nightshift.training.lm.TokenBatch;

/**
 * Pairs of answers for one forward pass: row 2i is the preferred answer of pair i with its prompt,
 * row 2i + 1 the other.
 *
 * @param tokens the rows
 * @param referenceChosen log-probability of each preferred answer under the reference, [n], nats
 * @param referenceRejected the same of the other answers
 */
public record PairBatch(TokenBatch tokens, double[] referenceChosen, double[] referenceRejected) {

  public PairBatch {
    if (tokens.sequences() != 2 * referenceChosen.length
        || referenceChosen.length != referenceRejected.length) {
      throw new IllegalArgumentException(
          tokens.sequences() + " rows do not hold " + referenceChosen.length + " pairs");
    }
    referenceChosen = referenceChosen.clone();
    referenceRejected = referenceRejected.clone();
  }

  /** Number of pairs, n. */
  public int pairs() {
    return referenceChosen.length;
  }
}
