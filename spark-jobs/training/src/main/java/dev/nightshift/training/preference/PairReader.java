package dev.nightshift.training.preference;

import dev.nightshift.training.data.PairFile;
import dev.nightshift.training.data.Piece;
import dev.nightshift.training.data.SequenceFile;
import dev.nightshift.training.lm.TokenBatch;
import dev.nightshift.training.preference.loss.StepStatistics;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes batches of examples. Both answers of a pair share one row with their prompt, unless the
 * model sees a window of places only: a row of two answers would push the prompt out of it.
 */
final class PairReader {

  /**
   * What is read.
   *
   * @param pairs the examples
   * @param mismatched one sequence per example with an answer to another prompt, for KTO, or null
   * @param reference log-probabilities of the examples' sequences, or null
   * @param mismatchedReference those of the mismatched sequences, or null
   */
  record Data(
      PairFile pairs,
      @Nullable SequenceFile mismatched,
      @Nullable ReferenceLogProbs reference,
      @Nullable ReferenceLogProbs mismatchedReference) {}

  private final Data data;
  private final boolean forks;
  private final int padding;

  /**
   * A reader.
   *
   * @param data what is read
   * @param forks whether answers share their prompt's row
   * @param padding the token that fills rows
   */
  PairReader(Data data, boolean forks, int padding) {
    this.data = data;
    this.forks = forks;
    this.padding = padding;
  }

  Data data() {
    return data;
  }

  /** Examples of these numbers. */
  PairBatch batch(int[] examples) {
    int[] sequences = new int[2 * examples.length];
    List<int[]> rows = new ArrayList<>();
    for (int i = 0; i < examples.length; i++) {
      sequences[2 * i] = PairFile.chosen(examples[i]);
      sequences[2 * i + 1] = PairFile.rejected(examples[i]);
      if (forks) {
        rows.add(new int[] {sequences[2 * i], sequences[2 * i + 1]});
      } else {
        rows.add(new int[] {sequences[2 * i]});
        rows.add(new int[] {sequences[2 * i + 1]});
      }
    }
    return new PairBatch(
        TokenBatch.ofForks(data.pairs().sequences(), rows, padding),
        values(data.reference(), sequences),
        StepStatistics.NONE);
  }

  /** The mismatched sequences of examples. */
  TokenBatch mismatched(int[] examples) {
    SequenceFile file = data.mismatched();
    if (file == null) {
      throw new IllegalStateException("there are no mismatched answers");
    }
    List<List<Piece>> rows = new ArrayList<>();
    for (int example : examples) {
      rows.add(List.of(new Piece(example, 0, file.length(example))));
    }
    return TokenBatch.of(file, rows, padding);
  }

  /** Reference values of mismatched sequences. */
  float[] mismatchedReference(int[] examples) {
    return values(data.mismatchedReference(), examples);
  }

  private static float[] values(@Nullable ReferenceLogProbs reference, int[] sequences) {
    float[] values = new float[sequences.length];
    for (int i = 0; reference != null && i < values.length; i++) {
      values[i] = reference.of(sequences[i]);
    }
    return values;
  }
}
