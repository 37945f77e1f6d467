package dev.nightshift.training.preference;

import dev.nightshift.inference.tensor.TensorIo;
import dev.nightshift.schema.error.WorkException;
import dev.nightshift.training.trainer.ExtraState;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * Log-probabilities of all answers of a file under the reference. They are computed once, before
 * the first step, so no second model is held while training; checkpoints keep them, so that a
 * training that goes on from a published model knows what it began with.
 */
public final class ReferenceLogProbs implements ExtraState {

  private static final String TENSOR = "log-probs";

  private final String name;
  private final Path file;
  private final int count;
  private float[] values = new float[0];

  /**
   * Values of a file, unless a checkpoint brings them.
   *
   * @param name under which checkpoints keep them
   * @param sequences folder of the sequences that they belong to
   * @param count number of these sequences
   */
  public ReferenceLogProbs(String name, Path sequences, int count) {
    this.name = name;
    this.file = fileOf(sequences);
    this.count = count;
  }

  /** The file of the values for a folder of sequences, beside it. */
  public static Path fileOf(Path sequences) {
    return sequences.resolveSibling(sequences.getFileName() + ".reference");
  }

  /** Writes values one by one, as 32-bit big-endian floats; the file appears when it is whole. */
  public static final class Writer implements AutoCloseable {

    private final Path file;
    private final Path temporary;
    private final DataOutputStream out;

    /** Starts the file for a folder of sequences. */
    public Writer(Path sequences) throws IOException {
      this.file = fileOf(sequences);
      this.temporary = file.resolveSibling(file.getFileName() + ".part");
      this.out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(temporary)));
    }

    /** Adds the value of the next sequence, nats. */
    public void add(double logProb) throws IOException {
      out.writeFloat((float) logProb);
    }

    /** Makes the file appear. */
    public void finish() throws IOException {
      out.close();
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void close() throws IOException {
      out.close();
      Files.deleteIfExists(temporary);
    }
  }

  @Override
  public String name() {
    return name;
  }

  /** Of the answer of a sequence, nats. */
  public float of(int sequence) {
    return values()[sequence];
  }

  private float[] values() {
    if (values.length == 0 && count > 0) {
      values = read();
    }
    if (values.length != count) {
      throw new WorkException(
          values.length + " values of the reference are known for " + count + " answers",
          file.toString(),
          "The data or its encoding changed since the training began: train without --resume.");
    }
    return values;
  }

  private float[] read() {
    if (!Files.exists(file)) {
      throw new WorkException(
          "the reference of this training is not known",
          file.toString(),
          "The training that goes on had a loss without a reference: train without --resume.");
    }
    try {
      float[] read = new float[Math.toIntExact(Files.size(file) / Float.BYTES)];
      ByteBuffer.wrap(Files.readAllBytes(file)).asFloatBuffer().get(read);
      return read;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Map<String, Tensor> save() {
    return Map.of(TENSOR, TensorIo.floats(values()));
  }

  @Override
  public void load(Map<String, Tensor> saved) {
    Tensor tensor = saved.get(TENSOR);
    if (tensor != null) {
      values = TensorIo.toFloats(tensor);
    }
  }
}
