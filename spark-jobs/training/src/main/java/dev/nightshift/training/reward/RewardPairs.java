package dev.nightshift.training.reward;

import dev.nightshift.inference.tokenizer.AnswerTokens;
import dev.nightshift.training.data.SequenceFile;
import dev.nightshift.training.data.SequenceWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Pairs of answers on disk, three sequences a pair: the preferred answer after its prompt, the
 * other one, and the bits of the margin as float32. An answer begins at the first target of its
 * sequence.
 */
public final class RewardPairs implements Closeable {

  private static final int SEQUENCES = 3;

  private final SequenceFile file;

  private RewardPairs(SequenceFile file) {
    this.file = file;
  }

  /** Adds a pair to a file that is being written. */
  public static void add(
      SequenceWriter writer, AnswerTokens chosen, AnswerTokens rejected, float margin)
      throws IOException {
    writer.add(chosen.ids(), chosen.firstTarget());
    writer.add(rejected.ids(), rejected.firstTarget());
    writer.add(new int[] {Float.floatToIntBits(margin)}, 1);
  }

  /** Opens a folder of pairs. */
  public static RewardPairs open(Path folder) throws IOException {
    return new RewardPairs(SequenceFile.open(folder));
  }

  /** Number of pairs. */
  public int count() {
    return file.count() / SEQUENCES;
  }

  /** Number of tokens of all answers with their prompts. */
  public long tokens() {
    return file.tokens() - count();
  }

  /** Tokens of the preferred answer of each pair, less those of the other. */
  public int[] lengthDifferences() {
    int[] differences = new int[count()];
    for (int pair = 0; pair < differences.length; pair++) {
      differences[pair] = answerLength(SEQUENCES * pair) - answerLength(SEQUENCES * pair + 1);
    }
    return differences;
  }

  private int answerLength(int sequence) {
    return file.length(sequence) - file.firstTarget(sequence);
  }

  /** The token ids of a pair's prompt. */
  int[] prompt(int pair) {
    int sequence = SEQUENCES * pair;
    return file.ids(sequence, 0, file.firstTarget(sequence));
  }

  /** The margin of a pair. */
  float margin(int pair) {
    return Float.intBitsToFloat(file.ids(SEQUENCES * pair + 2)[0]);
  }

  /** Some pairs by their numbers. */
  public RewardBatch batch(int[] pairs, int padding) {
    List<int[]> rows = new ArrayList<>();
    float[] margins = new float[pairs.length];
    for (int i = 0; i < pairs.length; i++) {
      rows.add(file.ids(SEQUENCES * pairs[i]));
      rows.add(file.ids(SEQUENCES * pairs[i] + 1));
      margins[i] = margin(pairs[i]);
    }
    return RewardBatch.of(rows, margins, padding);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
