package dev.nightshift.inference.checkpoint.safetensors;

import dev.nightshift.inference.tensor.TensorIo;
import dev.nightshift.schema.error.WorkException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.Tensor;

/** Reads tensors from a file whose header was checked. Not safe for use by several threads. */
public final class SafetensorsReader implements AutoCloseable {

  private static final int CHUNK = 8 << 20;

  private final SafetensorsHeader header;
  private final FileChannel channel;

  private SafetensorsReader(SafetensorsHeader header, FileChannel channel) {
    this.header = header;
    this.channel = channel;
  }

  /** Opens a file; its header is read and checked first. */
  public static SafetensorsReader open(SafetensorsHeader header) {
    try {
      return new SafetensorsReader(
          header, FileChannel.open(header.file(), StandardOpenOption.READ));
    } catch (IOException e) {
      throw lost(header, e);
    }
  }

  /** A new tensor in the type of the file, straight from the file into its memory. */
  public Tensor tensor(TensorEntry entry) {
    Tensor tensor = TensorIo.empty(entry.type().scalarType(), entry.shape());
    if (entry.bytes() == 0) {
      return tensor;
    }
    BytePointer memory = TensorIo.bytes(tensor);
    for (long done = 0; done < entry.bytes(); done += CHUNK) {
      long n = Math.min(CHUNK, entry.bytes() - done);
      ByteBuffer chunk = memory.position(done).limit(done + n).asByteBuffer();
      fill(chunk, header.dataStart() + entry.begin() + done);
    }
    return tensor;
  }

  /** Streams the bytes of a tensor in pieces of at most 8 MiB. */
  public void stream(TensorEntry entry, Consumer<ByteBuffer> consumer) {
    ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(CHUNK, entry.bytes()));
    for (long done = 0; done < entry.bytes(); done += CHUNK) {
      buffer.clear().limit((int) Math.min(CHUNK, entry.bytes() - done));
      fill(buffer, header.dataStart() + entry.begin() + done);
      buffer.flip();
      consumer.accept(buffer);
    }
  }

  private void fill(ByteBuffer buffer, long position) {
    try {
      SafetensorsHeader.readFully(channel, buffer, position);
    } catch (IOException e) {
      throw lost(header, e);
    }
  }

  private static WorkException lost(SafetensorsHeader header, IOException e) {
    return new WorkException(
        "the weights could not be read (" + e + ")",
        header.file().toString(),
        "Check the disk and try again.",
        e);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
