package dev.nightshift.inference.importing;

import dev.nightshift.schema.error.Faults;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * The header of a llama2.c checkpoint (version 0): seven 32-bit integers, little-endian.
 *
 * @param dim width of the residual stream
 * @param hiddenDim width inside the feed-forward block
 * @param layers number of blocks
 * @param heads number of query heads
 * @param keyValueHeads number of key and value heads
 * @param vocabSize number of token ids
 * @param length longest sequence
 * @param tied whether the output head is the embedding table (told by the sign of the vocabulary)
 */
record Llama2cHeader(
    int dim,
    int hiddenDim,
    int layers,
    int heads,
    int keyValueHeads,
    int vocabSize,
    int length,
    boolean tied) {

  static final int BYTES = 7 * Integer.BYTES;

  /** Reads the header and checks it against the size of the file, before any memory is taken. */
  static Llama2cHeader read(ByteBuffer bytes, long fileSize, Path file) {
    int[] v = new int[7];
    for (int i = 0; i < v.length; i++) {
      v[i] = bytes.getInt();
    }
    Llama2cHeader header =
        new Llama2cHeader(v[0], v[1], v[2], v[3], v[4], Math.abs(v[5]), v[6], v[5] > 0);
    header.check(fileSize, file);
    return header;
  }

  /** Width of one head. */
  int headDim() {
    return dim / heads;
  }

  /** Floats after the header. */
  long floats() {
    long kv = (long) keyValueHeads * headDim();
    long attention = 2L * dim * dim + 2 * kv * dim;
    long block = 2L * dim + attention + 3L * dim * hiddenDim;
    // The tables of cosines and sines are part of the format; they follow from the header.
    long tables = (long) length * headDim();
    long embedding = (long) vocabSize * dim;
    return embedding + layers * block + dim + tables + (tied ? 0 : embedding);
  }

  private void check(long fileSize, Path file) {
    Faults faults = new Faults();
    String remedy = "Give a llama2.c checkpoint of version 0.";
    String where = file.toString();
    int[] sizes = {dim, hiddenDim, layers, heads, keyValueHeads, vocabSize, length};
    String[] names = {"dim", "hidden_dim", "n_layers", "n_heads", "n_kv_heads", "vocab", "seq_len"};
    for (int i = 0; i < sizes.length; i++) {
      if (sizes[i] < 1 || sizes[i] > 1 << 24) {
        faults.add("the header's " + names[i] + " is " + sizes[i], where, remedy);
      }
    }
    faults.throwIfAny();
    if (dim % heads != 0 || heads % keyValueHeads != 0 || headDim() % 2 != 0) {
      faults.add(
          heads + " heads and " + keyValueHeads + " key heads do not fit the width " + dim,
          where,
          remedy);
    } else if (BYTES + floats() * Float.BYTES != fileSize) {
      faults.add(
          "the header asks for "
              + (BYTES + floats() * Float.BYTES)
              + " bytes, the file has "
              + fileSize,
          where,
          "The file is truncated or of another version.");
    }
    faults.throwIfAny();
  }
}
