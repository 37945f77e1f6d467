package dev.nightshift.inference.tensor;

import java.util.Arrays;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Tensors from Java arrays and back, by one copy each way. The new tensors belong to the caller's
 * innermost {@code PointerScope}, as all tensors do.
 */
public final class TensorIo {

  private TensorIo() {}

  /** The values of a tensor without their history, as the start of a new one. */
  public static Tensor leaf(Tensor tensor) {
    Tensor leaf = tensor.detach();
    leaf.set_requires_grad(true);
    return leaf;
  }

  /** A float32 tensor with these values in row-major order. */
  public static Tensor floats(float[] values, long... shape) {
    Tensor tensor = empty(ScalarType.Float, values.length, shape);
    new FloatPointer(tensor.data_ptr()).put(values, 0, values.length);
    return tensor;
  }

  /** An int64 tensor with these values in row-major order. */
  public static Tensor longs(long[] values, long... shape) {
    Tensor tensor = empty(ScalarType.Long, values.length, shape);
    new LongPointer(tensor.data_ptr()).put(values, 0, values.length);
    return tensor;
  }

  /** An int64 tensor with these token ids in row-major order. */
  public static Tensor ids(int[] values, long... shape) {
    return longs(Arrays.stream(values).asLongStream().toArray(), shape);
  }

  /** A bool tensor with these values in row-major order. */
  public static Tensor booleans(boolean[] values, long... shape) {
    Tensor tensor = empty(ScalarType.Bool, values.length, shape);
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) (values[i] ? 1 : 0);
    }
    new BytePointer(tensor.data_ptr()).put(bytes, 0, bytes.length);
    return tensor;
  }

  /** The values of a tensor as floats, in row-major order. */
  public static float[] toFloats(Tensor tensor) {
    Tensor plain = plain(tensor, ScalarType.Float);
    float[] values = new float[Math.toIntExact(plain.numel())];
    new FloatPointer(plain.data_ptr()).get(values, 0, values.length);
    return values;
  }

  /** The values of a tensor as doubles, in row-major order. */
  public static double[] toDoubles(Tensor tensor) {
    Tensor plain = plain(tensor, ScalarType.Double);
    double[] values = new double[Math.toIntExact(plain.numel())];
    new DoublePointer(plain.data_ptr()).get(values, 0, values.length);
    return values;
  }

  /** The values of a tensor as longs, in row-major order. */
  public static long[] toLongs(Tensor tensor) {
    Tensor plain = plain(tensor, ScalarType.Long);
    long[] values = new long[Math.toIntExact(plain.numel())];
    new LongPointer(plain.data_ptr()).get(values, 0, values.length);
    return values;
  }

  /** The shape of a tensor. */
  public static long[] shape(Tensor tensor) {
    long[] shape = new long[(int) tensor.dim()];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = tensor.size(i);
    }
    return shape;
  }

  /**
   * The memory of a contiguous CPU tensor. Valid as long as the tensor lives.
   *
   * @throws IllegalArgumentException if the tensor is not contiguous
   */
  public static BytePointer bytes(Tensor tensor) {
    if (!tensor.is_contiguous()) {
      throw new IllegalArgumentException("only the bytes of a contiguous tensor lie in one piece");
    }
    Pointer data = tensor.data_ptr();
    return new BytePointer(data).capacity(tensor.nbytes());
  }

  /** A tensor in a type, contiguous, on the CPU, without its history of gradients. */
  public static Tensor plain(Tensor tensor, ScalarType type) {
    return tensor.detach().cpu().to(type).contiguous();
  }

  /** A tensor on the device of another one; itself where it is there already. */
  public static Tensor beside(Tensor tensor, Tensor other) {
    return tensor.to(other.device(), tensor.scalar_type());
  }

  /** An uninitialised tensor of a type and shape. */
  public static Tensor empty(ScalarType type, long[] shape) {
    return torch.empty(shape, new TensorOptions(type), null);
  }

  private static Tensor empty(ScalarType type, int length, long[] shape) {
    long[] actual = shape.length == 0 ? new long[] {length} : shape;
    long product = Arrays.stream(actual).reduce(1, Math::multiplyExact);
    if (product != length) {
      throw new IllegalArgumentException(
          length + " values do not fill the shape " + Arrays.toString(actual));
    }
    return empty(type, actual);
  }
}
