package dev.nightshift.training.curriculum;

import dev.nightshift.inference.tensor.TensorIo;
import org.bytedeco.pytorch.Tensor;

/**
 * Doubles in the float32 tensors of a checkpoint without losing a bit: each as four numbers of 16
 * bits, which float32 holds exactly.
 */
final class ExactDoubles {

  private static final int PARTS = 4;

  private ExactDoubles() {}

  /** A tensor [4 n]; it belongs to the caller's scope. */
  static Tensor save(double... values) {
    float[] parts = new float[PARTS * values.length];
    for (int i = 0; i < values.length; i++) {
      long bits = Double.doubleToRawLongBits(values[i]);
      for (int part = 0; part < PARTS; part++) {
        parts[PARTS * i + part] = (bits >>> (16 * part)) & 0xFFFF;
      }
    }
    return TensorIo.floats(parts);
  }

  /** What was saved. */
  static double[] load(Tensor saved) {
    float[] parts = TensorIo.toFloats(saved);
    double[] values = new double[parts.length / PARTS];
    for (int i = 0; i < values.length; i++) {
      long bits = 0;
      for (int part = 0; part < PARTS; part++) {
        bits |= (long) parts[PARTS * i + part] << (16 * part);
      }
      values[i] = Double.longBitsToDouble(bits);
    }
    return values;
  }
}
