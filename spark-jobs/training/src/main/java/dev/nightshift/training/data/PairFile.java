package dev.nightshift.training.data;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Sequences as pairs of answers to one prompt: example i is made of the sequences 2i, with the
 * preferred answer, and 2i + 1, with the other one. Both begin with the same prompt, up to their
 * first target. Of an example that is one answer with a label, the sequence on the other side of
 * its label has no tokens.
 */
public final class PairFile implements Closeable {

  private final SequenceFile sequences;

  /** Pairs of a file, which is closed with this. */
  public PairFile(SequenceFile sequences) {
    if (sequences.count() % 2 != 0) {
      throw new IllegalArgumentException(
          sequences.count() + " sequences cannot be pairs, which have two each");
    }
    this.sequences = sequences;
  }

  /** Opens a folder of sequences. */
  public static PairFile open(Path folder) throws IOException {
    return new PairFile(SequenceFile.open(folder));
  }

  /** Number of examples. */
  public int count() {
    return sequences.count() / 2;
  }

  /** The sequences themselves. */
  public SequenceFile sequences() {
    return sequences;
  }

  /** The sequence of the preferred answer of an example. */
  public static int chosen(int example) {
    return 2 * example;
  }

  /** The sequence of the other answer of an example. */
  public static int rejected(int example) {
    return 2 * example + 1;
  }

  /** The sequence of an example that has tokens; the preferred one where both have. */
  public int present(int example) {
    return sequences.length(chosen(example)) > 0 ? chosen(example) : rejected(example);
  }

  /** Whether an example has both answers. */
  public boolean isPair(int example) {
    return sequences.length(chosen(example)) > 0 && sequences.length(rejected(example)) > 0;
  }

  /** Tokens of an example: its prompt once, and its answers. */
  public int length(int example) {
    int first = present(example);
    int length = sequences.length(first);
    return isPair(example)
        ? length + sequences.length(rejected(example)) - sequences.firstTarget(rejected(example))
        : length;
  }

  /** The prompt of an example. */
  public int[] prompt(int example) {
    int sequence = present(example);
    return sequences.ids(sequence, 0, sequences.firstTarget(sequence));
  }

  /** The tokens of a sequence behind its prompt. */
  public int[] answer(int sequence) {
    int from = Math.min(sequences.firstTarget(sequence), sequences.length(sequence));
    return sequences.ids(sequence, from, sequences.length(sequence) - from);
  }

  @Override
  public void close() throws IOException {
    sequences.close();
  }
}
