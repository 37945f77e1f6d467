package dev.nightshift.inference.checkpoint;

import dev.nightshift.inference.tensor.DType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;

/**
 * How a model folder is written.
 *
 * @param type type of the weights in the file
 * @param maxShardBytes size above which the weights are split into several files
 * @param extra writes what else belongs into the folder, before it gets its name
 */
public record WriteOptions(DType type, long maxShardBytes, Extra extra) {

  /** float32, files of at most 5 GB, nothing else. */
  public static final WriteOptions DEFAULT =
      new WriteOptions(DType.F32, 5_000_000_000L, folder -> {});

  /** Adds files to a folder that is being written. */
  @FunctionalInterface
  public interface Extra {
    void write(Path folder) throws IOException;
  }

  public WriteOptions {
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(extra, "extra");
    if (maxShardBytes < 1) {
      throw new IllegalArgumentException("a shard has at least a byte, not " + maxShardBytes);
    }
  }

  /** The same in another type. */
  public WriteOptions withType(DType newType) {
    return new WriteOptions(newType, maxShardBytes, extra);
  }

  /** The same with files of at most so many bytes. */
  public WriteOptions withMaxShardBytes(long bytes) {
    return new WriteOptions(type, bytes, extra);
  }

  /** The same with further files. */
  public WriteOptions withExtra(Extra newExtra) {
    return new WriteOptions(type, maxShardBytes, newExtra);
  }
}
