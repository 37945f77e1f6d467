package dev.nightshift.inference.forward;

import dev.nightshift.inference.model.ModelConfig;
import dev.nightshift.inference.model.Rope;
import dev.nightshift.inference.model.RopeScaling;
import dev.nightshift.inference.tensor.TensorIo;
import java.util.Objects;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Rotary positions of one forward pass: the cosines and sines of its positions, made once and used
 * by every layer. A head x = (x₁, x₂) of two halves becomes
 *
 * <pre>(x₁ cos − x₂ sin, x₂ cos + x₁ sin)</pre>
 *
 * (the layout of Hugging Face checkpoints: pair i is dimensions i and i + d/2).
 */
final class Rotary {

  private final Tensor cos;
  private final Tensor signedSin;
  private final long half;

  private Rotary(Tensor cos, Tensor signedSin, long half) {
    this.cos = cos;
    this.signedSin = signedSin;
    this.half = half;
  }

  /**
   * Tables for positions [R, T], R = B or 1.
   *
   * @param type element type of the activations
   */
  static Rotary of(ModelConfig config, Tensor positions, ScalarType type) {
    Rope rope = Objects.requireNonNull(config.rope(), "rope");
    int headDim = config.headDim();
    Tensor angles =
        positions
            .to(ScalarType.Float)
            .unsqueeze(-1)
            .mul(TensorIo.beside(frequencies(rope, headDim, positions), positions));
    Tensor cosine = angles.cos();
    Tensor sine = angles.sin();
    double factor = RotaryFrequencies.attentionFactor(rope);
    if (factor != 1) {
      Scalar scale = new Scalar(factor);
      cosine = cosine.mul(scale);
      sine = sine.mul(scale);
    }
    Tensor cos = torch.cat(new TensorVector(cosine, cosine), -1).unsqueeze(2);
    Tensor signedSin = torch.cat(new TensorVector(sine.neg(), sine), -1).unsqueeze(2);
    boolean plain = type.value == ScalarType.Float.value;
    return new Rotary(
        plain ? cos : cos.to(type), plain ? signedSin : signedSin.to(type), headDim / 2);
  }

  /** Turns heads [B, T, N, headDim]. */
  Tensor turn(Tensor heads) {
    Tensor turned =
        torch.cat(new TensorVector(heads.narrow(-1, half, half), heads.narrow(-1, 0, half)), -1);
    return torch.addcmul(heads.mul(cos), turned, signedSin);
  }

  /** Frequencies [d/2], or [R, 1, d/2] where they depend on each row's length. */
  private static Tensor frequencies(Rope rope, int headDim, Tensor positions) {
    if (!(rope.scaling() instanceof RopeScaling.Dynamic)) {
      return TensorIo.floats(narrow(RotaryFrequencies.of(rope, headDim, 0)), headDim / 2);
    }
    int rows = (int) positions.size(0);
    int columns = (int) positions.size(1);
    long[] all = TensorIo.toLongs(positions);
    float[] frequencies = new float[rows * (headDim / 2)];
    for (int row = 0; row < rows; row++) {
      long last = 0;
      for (int column = 0; column < columns; column++) {
        last = Math.max(last, all[row * columns + column]);
      }
      float[] own = narrow(RotaryFrequencies.of(rope, headDim, last + 1));
      System.arraycopy(own, 0, frequencies, row * own.length, own.length);
    }
    return TensorIo.floats(frequencies, rows, 1, headDim / 2);
  }

  private static float[] narrow(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }
}
