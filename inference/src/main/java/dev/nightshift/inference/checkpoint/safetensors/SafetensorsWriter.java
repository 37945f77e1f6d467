package dev.nightshift.inference.checkpoint.safetensors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nightshift.inference.tensor.DType;
import dev.nightshift.inference.tensor.TensorIo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * Writes tensors as one safetensors file, in the order of the map. The header is filled up with
 * spaces so that the tensors' bytes begin at a multiple of eight. The same tensors give the same
 * bytes.
 */
public final class SafetensorsWriter {

  private static final int CHUNK = 8 << 20;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private SafetensorsWriter() {}

  /**
   * Writes a new file and forces it to the disk.
   *
   * @param type the type that the file holds; tensors of another type are converted
   * @throws IOException if the file exists or cannot be written
   */
  public static void write(Path file, Map<String, Tensor> tensors, DType type) throws IOException {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> shapes.put(name, TensorIo.shape(tensor)));
    write(file, shapes, tensors::get, type);
  }

  /**
   * Writes a new file of tensors that need not be in memory together, and forces it to the disk.
   *
   * @param shapes shape of each tensor, in the order of the file
   * @param tensors gives the tensor of a name when its turn has come; it is freed once written
   * @param type the type that the file holds; tensors of another type are converted
   * @throws IOException if the file exists or cannot be written
   */
  public static void write(
      Path file, Map<String, long[]> shapes, Function<String, Tensor> tensors, DType type)
      throws IOException {
    byte[] header = header(shapes, type);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
      ByteBuffer start =
          ByteBuffer.allocate(Long.BYTES + header.length).order(ByteOrder.LITTLE_ENDIAN);
      start.putLong(header.length).put(header).flip();
      drain(channel, start);
      for (String name : shapes.keySet()) {
        try (PointerScope scope = new PointerScope();
            NoGradGuard noGrad = new NoGradGuard()) {
          body(channel, TensorIo.plain(tensors.apply(name), type.scalarType()));
        }
      }
      channel.force(true);
    }
  }

  private static byte[] header(Map<String, long[]> shapes, DType type) {
    ObjectNode root = MAPPER.createObjectNode();
    root.putObject("__metadata__").put("format", "pt");
    long offset = 0;
    for (Map.Entry<String, long[]> entry : shapes.entrySet()) {
      ObjectNode node = root.putObject(entry.getKey());
      node.put("dtype", type.tag());
      ArrayNode shape = node.putArray("shape");
      long bytes = type.bytes();
      for (long size : entry.getValue()) {
        shape.add(size);
        bytes *= size;
      }
      long end = offset + bytes;
      node.putArray("data_offsets").add(offset).add(end);
      offset = end;
    }
    try {
      StringBuilder json = new StringBuilder(MAPPER.writeValueAsString(root));
      while (json.toString().getBytes(StandardCharsets.UTF_8).length % Long.BYTES != 0) {
        json.append(' ');
      }
      return json.toString().getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of JSON nodes can always be written", e);
    }
  }

  private static void body(FileChannel channel, Tensor tensor) throws IOException {
    if (tensor.nbytes() == 0) {
      return;
    }
    BytePointer memory = TensorIo.bytes(tensor);
    long bytes = tensor.nbytes();
    for (long done = 0; done < bytes; done += CHUNK) {
      long n = Math.min(CHUNK, bytes - done);
      drain(channel, memory.position(done).limit(done + n).asByteBuffer());
    }
  }

  private static void drain(FileChannel channel, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }
}
