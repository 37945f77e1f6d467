package dev.nightshift.inference.digest;

import dev.nightshift.inference.checkpoint.WeightFiles;
import dev.nightshift.inference.checkpoint.safetensors.SafetensorsHeader;
import dev.nightshift.inference.checkpoint.safetensors.SafetensorsReader;
import dev.nightshift.inference.tensor.DType;
import dev.nightshift.inference.tensor.TensorIo;
import dev.nightshift.schema.identity.Digest;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * The digest of a set of named weights: SHA-256 over fields, each preceded by its length as eight
 * bytes, big-endian ({@link Digest}):
 *
 * <ol>
 *   <li>the text {@code nightshift-weights-1};
 *   <li>the number of tensors, as eight bytes;
 *   <li>for each tensor, in the order of its name's UTF-16 units: the name, the type's tag ({@code
 *       F32}, {@code BF16} or {@code F16}), the number of dimensions and each dimension as eight
 *       bytes, and the SHA-256 of its bytes (row-major, little-endian) as 64 hexadecimal digits.
 * </ol>
 *
 * Names are those of the model's parameters, so neither sharding nor the order in a file nor
 * buffers beside the parameters matter.
 */
public final class WeightsDigest {

  private static final String LAYOUT = "nightshift-weights-1";
  private static final int CHUNK = 8 << 20;

  private WeightsDigest() {}

  /** The digest of tensors in memory. */
  public static String of(Map<String, Tensor> weights) {
    Digest digest = start(weights.size());
    try (NoGradGuard noGrad = new NoGradGuard()) {
      new TreeMap<>(weights).forEach((name, tensor) -> add(digest, name, tensor));
    }
    return digest.hex();
  }

  /** The digest of the weights that lie in files, read in pieces. */
  public static String of(WeightFiles files) {
    Digest digest = start(files.parameters().size());
    IdentityHashMap<SafetensorsHeader, SafetensorsReader> readers = new IdentityHashMap<>();
    try {
      new TreeMap<>(files.parameters())
          .forEach(
              (name, located) -> {
                SafetensorsReader reader =
                    readers.computeIfAbsent(located.header(), SafetensorsReader::open);
                MessageDigest sha = Digest.sha256();
                reader.stream(located.entry(), sha::update);
                DType type = located.entry().type();
                fields(digest, name, type, located.entry().shape(), sha.digest());
              });
    } finally {
      readers.values().forEach(SafetensorsReader::close);
    }
    return digest.hex();
  }

  private static Digest start(int count) {
    return Digest.start().add(LAYOUT).add(count);
  }

  private static void add(Digest digest, String name, Tensor tensor) {
    DType type =
        DType.ofScalarType(tensor.scalar_type())
            .orElseThrow(
                () -> new IllegalArgumentException(name + " has a type that weights cannot have"));
    try (PointerScope scope = new PointerScope()) {
      Tensor plain = TensorIo.plain(tensor, type.scalarType());
      MessageDigest sha = Digest.sha256();
      long bytes = plain.nbytes();
      if (bytes > 0) {
        BytePointer memory = TensorIo.bytes(plain);
        for (long done = 0; done < bytes; done += CHUNK) {
          ByteBuffer chunk =
              memory.position(done).limit(done + Math.min(CHUNK, bytes - done)).asByteBuffer();
          sha.update(chunk);
        }
      }
      fields(digest, name, type, TensorIo.shape(plain), sha.digest());
    }
  }

  private static void fields(Digest digest, String name, DType type, long[] shape, byte[] sha) {
    digest.add(name).add(type.tag()).add(shape.length);
    for (long size : shape) {
      digest.add(size);
    }
    digest.add(HexFormat.of().formatHex(sha));
  }
}
