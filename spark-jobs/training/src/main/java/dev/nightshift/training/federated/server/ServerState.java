package dev.nightshift.training.federated.server;

import dev.nightshift.schema.identity.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * What the server remembers between rounds: four flat vectors of the length of the trained
 * parameters, of which those that a method does not use are empty, and how many steps it took.
 * Their sizes do not depend on the number of clients.
 */
public final class ServerState {

  private static final String WEIGHTS = "weights.f32";
  private static final String FIRST = "first-moment.f32";
  private static final String SECOND = "second-moment.f32";
  private static final String VARIATE = "control-variate.f32";
  private static final String STEPS = "steps.txt";
  private static final int CHUNK = 1 << 16;

  private final float[] weights;
  private final float[] first;
  private final float[] second;
  private final float[] variate;
  private long steps;

  private ServerState(float[] weights, float[] first, float[] second, float[] variate, long steps) {
    this.steps = steps;
    this.weights = weights;
    this.first = first;
    this.second = second;
    this.variate = variate;
  }

  /** The state before the first round. */
  public static ServerState start(ServerSettings settings, float[] weights) {
    int n = weights.length;
    float[] second = new float[settings.method().adaptive() ? n : 0];
    Arrays.fill(second, (float) settings.initialSecond());
    return new ServerState(
        weights.clone(),
        new float[settings.method().remembers() ? n : 0],
        second,
        new float[settings.method() == FederatedMethod.SCAFFOLD ? n : 0],
        0);
  }

  /** The trained parameters, flat; not a copy. */
  public float[] weights() {
    return weights;
  }

  /** The running mean of changes; not a copy. */
  float[] first() {
    return first;
  }

  /** The second moments; not a copy. */
  float[] second() {
    return second;
  }

  /** The server's control variate c; not a copy. */
  public float[] variate() {
    return variate;
  }

  /** Steps that the server took; rounds that change nothing do not count. */
  public long steps() {
    return steps;
  }

  /** Counts a step, from 1. */
  long nextStep() {
    return ++steps;
  }

  /** Whether all numbers are finite. */
  public boolean finite() {
    return finite(weights) && finite(first) && finite(second) && finite(variate);
  }

  private static boolean finite(float[] vector) {
    for (float value : vector) {
      if (!Float.isFinite(value)) {
        return false;
      }
    }
    return true;
  }

  /** SHA-256 of the trained parameters as little-endian float32. */
  public String digest() {
    return digest(weights);
  }

  /** SHA-256 of a vector as little-endian float32. */
  public static String digest(float[] vector) {
    MessageDigest sha = Digest.sha256();
    ByteBuffer buffer = buffer();
    for (int from = 0; from < vector.length; from += CHUNK) {
      fill(buffer, vector, from);
      sha.update(buffer);
    }
    return HexFormat.of().formatHex(sha.digest());
  }

  /** Writes the state into a folder that is there. */
  public void write(Path folder) throws IOException {
    write(folder.resolve(WEIGHTS), weights);
    write(folder.resolve(FIRST), first);
    write(folder.resolve(SECOND), second);
    write(folder.resolve(VARIATE), variate);
    Files.writeString(folder.resolve(STEPS), Long.toString(steps));
  }

  /** Writes what clients read: the parameters and the control variate. */
  public void writeForClients(Path folder) throws IOException {
    write(folder.resolve(WEIGHTS), weights);
    write(folder.resolve(VARIATE), variate);
  }

  /** Reads a state. */
  public static ServerState read(Path folder) throws IOException {
    return new ServerState(
        read(folder, WEIGHTS),
        read(folder, FIRST),
        read(folder, SECOND),
        read(folder, VARIATE),
        Long.parseLong(Files.readString(folder.resolve(STEPS)).strip()));
  }

  /** The parameters of a state's folder alone, as clients need them. */
  public static float[] readWeights(Path folder) throws IOException {
    return read(folder, WEIGHTS);
  }

  /** The server's control variate of a state's folder alone. */
  public static float[] readVariate(Path folder) throws IOException {
    return read(folder, VARIATE);
  }

  private static float[] read(Path folder, String name) throws IOException {
    return readVector(folder.resolve(name));
  }

  /** Reads a vector of little-endian float32. */
  public static float[] readVector(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      float[] values = new float[Math.toIntExact(channel.size() / Float.BYTES)];
      ByteBuffer buffer = buffer();
      for (int from = 0; from < values.length; ) {
        buffer.clear();
        buffer.limit(Math.min(CHUNK, values.length - from) * Float.BYTES);
        while (buffer.hasRemaining()) {
          if (channel.read(buffer) < 0) {
            throw new IOException(file + " is cut off");
          }
        }
        buffer.flip();
        int n = buffer.remaining() / Float.BYTES;
        buffer.asFloatBuffer().get(values, from, n);
        from += n;
      }
      return values;
    }
  }

  /** Writes a vector as little-endian float32. */
  public static void write(Path file, float[] values) throws IOException {
    Files.deleteIfExists(file);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      ByteBuffer buffer = buffer();
      for (int from = 0; from < values.length; from += CHUNK) {
        fill(buffer, values, from);
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
      }
    }
  }

  private static ByteBuffer buffer() {
    return ByteBuffer.allocate(CHUNK * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void fill(ByteBuffer buffer, float[] values, int from) {
    int n = Math.min(CHUNK, values.length - from);
    buffer.clear();
    buffer.asFloatBuffer().put(values, from, n);
    buffer.limit(n * Float.BYTES);
  }
}
