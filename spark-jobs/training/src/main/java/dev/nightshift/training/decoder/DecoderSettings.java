package dev.nightshift.training.decoder;

import dev.nightshift.inference.adapter.LoraConfig;
import dev.nightshift.inference.tensor.DType;
import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a decoder is trained, whatever the method.
 *
 * @param compute type of the forward and backward pass; a narrow one works on copies of float32
 *     masters
 * @param device {@code auto}, {@code cpu} or {@code cuda}
 * @param adapter the low-rank adapter that is trained in place of the weights, or null
 * @param recompute whether activations inside a block are computed again on the way back
 * @param averageDecay decay d of the moving average of the weights, a ← d a + (1 − d) w after each
 *     step; 0 for none. With one, the average is what is measured and published.
 */
public record DecoderSettings(
    DType compute, String device, @Nullable Adapter adapter, boolean recompute, double averageDecay)
    implements Serializable {

  /** Float32 on the CPU, all weights, nothing recomputed, no average. */
  public static final DecoderSettings DEFAULT =
      new DecoderSettings(DType.F32, "cpu", null, false, 0);

  /**
   * A low-rank adapter to train.
   *
   * @param rank columns of its factors
   * @param alpha its scale is alpha / rank
   * @param targets last names of the modules that get one, or {@code all-linear}
   */
  public record Adapter(int rank, double alpha, List<String> targets) implements Serializable {

    public Adapter {
      targets = List.copyOf(targets);
    }

    /** As the adapter's own package has it. */
    public LoraConfig config() {
      return LoraConfig.of(rank, alpha, targets);
    }
  }

  public DecoderSettings {
    if (!(averageDecay >= 0 && averageDecay < 1)) {
      throw new IllegalArgumentException(
          "the decay of an average lies in [0, 1), was " + averageDecay);
    }
  }
}
