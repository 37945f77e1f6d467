package dev.nightshift.training.spark.preference;

import dev.nightshift.inference.LanguageModel;
import dev.nightshift.inference.tensor.DType;
import dev.nightshift.inference.tensor.Devices;
import dev.nightshift.runtime.model.ModelHolder;
import dev.nightshift.schema.identity.Digest;
import dev.nightshift.training.data.Piece;
import dev.nightshift.training.data.SequenceFile;
import dev.nightshift.training.lm.TokenBatch;
import dev.nightshift.training.lm.TrainedDecoder;
import dev.nightshift.training.preference.AnswerLogProbs;
import dev.nightshift.training.spark.Gpus;
import dev.nightshift.training.trainer.Lanes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;

/**
 * Log-probabilities of answers on one executor. A sequence goes through the model alone, in a row
 * as wide as itself rounded up to 8 tokens, so that its value is a function of the model and of its
 * tokens, whatever is computed beside it.
 */
final class ReferenceTask implements FlatMapFunction<Iterator<Row>, Row> {

  private static final long serialVersionUID = 1L;

  private final String model;
  private final String modelDigest;
  private final DType type;
  private final String device;
  private final ArrayList<String> folders;

  /**
   * A task.
   *
   * @param model folder of the reference, with float32 weights
   * @param modelDigest its digest
   * @param type in which it computes
   * @param device name of the device
   * @param folders of sequences, which rows name by their place
   */
  ReferenceTask(String model, String modelDigest, DType type, String device, List<String> folders) {
    this.model = model;
    this.modelDigest = modelDigest;
    this.type = type;
    this.device = device;
    this.folders = new ArrayList<>(folders);
  }

  /** What names a sequence: a digest of its tokens and of where its answer begins. */
  static String digest(SequenceFile file, int sequence) {
    int[] ids = file.ids(sequence);
    ByteBuffer bytes = ByteBuffer.allocate(ids.length * Integer.BYTES);
    bytes.asIntBuffer().put(ids);
    return Digest.start().add("sequence").add(file.firstTarget(sequence)).add(bytes.array()).hex();
  }

  /**
   * The values of some sequences.
   *
   * @param rows place of the folder, number of the sequence, its digest
   * @return the digest, the number of tokens of the answer, its log-probability
   */
  @Override
  public Iterator<Row> call(Iterator<Row> rows) throws IOException {
    List<Row> values = new ArrayList<>();
    if (!rows.hasNext()) {
      return values.iterator();
    }
    Device on = Devices.named(device, Gpus.of(TaskContext.get()));
    try (ModelHolder.Lease lease = ModelHolder.process().borrow(Path.of(model), modelDigest);
        PointerScope scope = new PointerScope();
        Lanes lanes = new Lanes(1);
        Files files = new Files(folders)) {
      Map<String, Tensor> weights = weights(lease.model(), on);
      TrainedDecoder decoder = new TrainedDecoder(lease.model().config());
      while (rows.hasNext()) {
        Row row = rows.next();
        SequenceFile file = files.open(row.getInt(0));
        int sequence = row.getInt(1);
        Piece whole = new Piece(sequence, 0, file.length(sequence));
        TokenBatch batch = TokenBatch.of(file, List.of(List.of(whole)), 0);
        double value =
            lanes.<Double>alone(
                lane -> Arrays.stream(AnswerLogProbs.of(decoder, weights, batch)).sum());
        values.add(RowFactory.create(row.getString(2), batch.targetCount(), value));
      }
    }
    ModelHolder.process().releaseIdle();
    return values.iterator();
  }

  private Map<String, Tensor> weights(LanguageModel loaded, Device on) {
    Map<String, Tensor> weights = new HashMap<>();
    loaded.weights().forEach((name, weight) -> weights.put(name, weight.to(on, type.scalarType())));
    return weights;
  }

  /** The files of a task, opened when they are asked for. */
  private static final class Files implements AutoCloseable {
    private final List<String> folders;
    private final Map<Integer, SequenceFile> open = new HashMap<>();

    Files(List<String> folders) {
      this.folders = folders;
    }

    SequenceFile open(int folder) throws IOException {
      SequenceFile file = open.get(folder);
      if (file == null) {
        file = SequenceFile.open(Path.of(folders.get(folder)));
        open.put(folder, file);
      }
      return file;
    }

    @Override
    public void close() throws IOException {
      for (SequenceFile file : open.values()) {
        file.close();
      }
    }
  }
}
