package dev.nightshift.training.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The prompt of each example with an answer to another prompt, from which KTO estimates its KL
 * term. The partner of an example is the next one, around the end, whose prompt differs; of a pair
 * the preferred answer is taken for examples of even numbers and the other one for odd numbers.
 *
 * <p>Partners belong to the data and not to a step, so that the reference judges them once (the
 * paper takes the next example of the batch; both draw an answer from all answers).
 *
 * <p>Source: Ethayarajh et al., "KTO: model alignment as prospect theoretic optimization", ICML
 * 2024, section 4.1.
 */
public final class MismatchedAnswers {

  /** Examples that are looked at for another prompt. */
  private static final int LOOK = 1000;

  private MismatchedAnswers() {}

  /**
   * Writes one sequence for each example.
   *
   * @param pairs the examples
   * @param folder takes the sequences
   * @param maxLength tokens of a sequence; longer answers are cut
   */
  public static void write(PairFile pairs, Path folder, int maxLength) throws IOException {
    if (SequenceFile.exists(folder)) {
      return;
    }
    try (SequenceWriter writer = new SequenceWriter(folder)) {
      for (int i = 0; i < pairs.count(); i++) {
        int[] prompt = pairs.prompt(i);
        int[] answer = pairs.answer(answerOf(pairs, partner(pairs, i, prompt), i));
        int length = Math.max(prompt.length + 1, maxLength);
        int[] ids = Arrays.copyOf(prompt, Math.min(length, prompt.length + answer.length));
        System.arraycopy(answer, 0, ids, prompt.length, ids.length - prompt.length);
        writer.add(ids, prompt.length);
      }
      writer.finish();
    }
  }

  private static int partner(PairFile pairs, int example, int[] prompt) {
    int count = pairs.count();
    for (int i = 1; i <= Math.min(LOOK, count - 1); i++) {
      int candidate = (example + i) % count;
      if (!Arrays.equals(prompt, pairs.prompt(candidate))) {
        return candidate;
      }
    }
    return (example + 1) % count;
  }

  private static int answerOf(PairFile pairs, int partner, int example) {
    return pairs.isPair(partner) && example % 2 == 1
        ? PairFile.rejected(partner)
        : pairs.present(partner);
  }
}
