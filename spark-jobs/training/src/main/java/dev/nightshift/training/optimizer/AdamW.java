package dev.nightshift.training.optimizer;

import dev.nightshift.training.optimizer.AdamWSettings.DecayGroup;
import dev.nightshift.training.trainer.BlockRange;
import dev.nightshift.training.trainer.FlatLayout;
import dev.nightshift.training.trainer.FlatLayout.Slot;
import dev.nightshift.training.trainer.Lanes;
import dev.nightshift.training.trainer.NamedParameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Adam with decoupled weight decay, as PyTorch computes it.
 *
 * <pre>
 *   w ← w · (1 − η λ)                      where the parameter decays
 *   m ← m + (1 − β1)(g − m)                v ← β2 v + (1 − β2) g²
 *   w ← w − η / (1 − β1^t) · m / (√v / √(1 − β2^t) + ε)
 * </pre>
 *
 * <p>Works through the flat buffers in pieces of at most {@link FlatLayout#BLOCK} elements, which
 * stay in the cache and do not depend on how the buffer is divided between workers.
 *
 * <p>Source: Loshchilov and Hutter, "Decoupled weight decay regularization", ICLR 2019, algorithm
 * 2; PyTorch's {@code torch.optim.AdamW}.
 */
public final class AdamW implements Optimizer {

  private record Piece(Tensor w, Tensor g, Tensor m, Tensor v, boolean decays) {}

  private final AdamWSettings settings;
  private final BlockRange own;
  private final Tensor first;
  private final Tensor second;
  private final List<Piece> pieces = new ArrayList<>();

  /** An optimizer of these parameters, all of them, with moments of zero. */
  public AdamW(NamedParameters parameters, AdamWSettings settings) {
    this(parameters, settings, BlockRange.all(parameters.layout().blocks()));
  }

  /**
   * An optimizer of a part of these parameters with moments of zero.
   *
   * @param parameters values and gradients
   * @param settings its settings
   * @param own the blocks that it updates and keeps moments of
   */
  public AdamW(NamedParameters parameters, AdamWSettings settings, BlockRange own) {
    this(parameters, settings, own, name -> false);
  }

  /**
   * The same, where some parameters never decay.
   *
   * @param spared whether the parameter of a name is one of them
   */
  public AdamW(
      NamedParameters parameters,
      AdamWSettings settings,
      BlockRange own,
      Predicate<String> spared) {
    this(
        parameters.layout(),
        settings,
        own,
        parameters.values(),
        parameters.total(),
        BlockRange.all(parameters.layout().blocks()),
        spared);
  }

  /**
   * An optimizer of values and gradients that are shards themselves.
   *
   * @param layout where each parameter lies in the whole
   * @param settings its settings
   * @param own the blocks that the shards hold
   * @param values the shard of the values
   * @param gradient the shard of the gradient
   */
  public static AdamW ofShards(
      FlatLayout layout, AdamWSettings settings, BlockRange own, Tensor values, Tensor gradient) {
    return new AdamW(layout, settings, own, values, gradient, own, name -> false);
  }

  /**
   * An optimizer of buffers that hold the blocks {@code held}, of which {@code own} are its own.
   */
  private AdamW(
      FlatLayout layout,
      AdamWSettings settings,
      BlockRange own,
      Tensor values,
      Tensor gradient,
      BlockRange held,
      Predicate<String> spared) {
    this.settings = settings;
    this.own = own;
    try (PointerScope scope = new PointerScope()) {
      this.first = zeros(own, values);
      this.second = zeros(own, values);
      for (Run run : runs(layout, spared)) {
        for (long at = run.from; at < run.to; at = nextBlock(at, run.to)) {
          long block = at / FlatLayout.BLOCK;
          if (own.contains(block)) {
            long n = nextBlock(at, run.to) - at;
            long within = at - block * FlatLayout.BLOCK;
            pieces.add(
                new Piece(
                    kept(values, held.inShard(block) + within, n),
                    kept(gradient, held.inShard(block) + within, n),
                    kept(first, own.inShard(block) + within, n),
                    kept(second, own.inShard(block) + within, n),
                    run.decays));
          }
        }
      }
    }
  }

  private static Tensor zeros(BlockRange range, Tensor near) {
    Tensor zeros = torch.zeros(new long[] {range.length()}, near.options());
    zeros.retainReference();
    return zeros;
  }

  private static long nextBlock(long at, long end) {
    return Math.min(end, (at / FlatLayout.BLOCK + 1) * FlatLayout.BLOCK);
  }

  private static Tensor kept(Tensor flat, long from, long length) {
    Tensor piece = flat.narrow(0, from, length);
    piece.retainReference();
    return piece;
  }

  private record Run(long from, long to, boolean decays) {}

  /** Neighbouring parameters that decay alike are one run. */
  private List<Run> runs(FlatLayout layout, Predicate<String> spared) {
    List<Run> runs = new ArrayList<>();
    for (Slot slot : layout.slots()) {
      boolean decays =
          settings.weightDecay() > 0
              && !spared.test(slot.name())
              && (settings.decay() == DecayGroup.ALL || slot.shape().size() >= 2);
      Run last = runs.isEmpty() ? null : runs.get(runs.size() - 1);
      if (last != null && last.decays == decays) {
        runs.set(runs.size() - 1, new Run(last.from, slot.offset() + slot.length(), decays));
      } else {
        runs.add(new Run(slot.offset(), slot.offset() + slot.length(), decays));
      }
    }
    return runs;
  }

  @Override
  public void update(long step, double learningRate, Lanes lanes) {
    int parts = lanes.count();
    lanes.<Boolean>inOrder(
        0,
        parts,
        part ->
            lane -> {
              int from = pieces.size() * part / parts;
              update(step, learningRate, pieces.subList(from, pieces.size() * (part + 1) / parts));
              return true;
            },
        (part, lane, done) -> {});
  }

  private void update(long step, double learningRate, List<Piece> some) {
    double bias1 = 1 - Math.pow(settings.beta1(), step);
    double bias2 = 1 - Math.pow(settings.beta2(), step);
    try (PointerScope scope = new PointerScope();
        NoGradGuard noGrad = new NoGradGuard()) {
      Scalar shrink = new Scalar(1 - learningRate * settings.weightDecay());
      Scalar toward = new Scalar(1 - settings.beta1());
      Scalar beta2 = new Scalar(settings.beta2());
      Scalar fresh = new Scalar(1 - settings.beta2());
      Scalar rootOfBias2 = new Scalar(Math.sqrt(bias2));
      Scalar epsilon = new Scalar(settings.epsilon());
      Scalar stride = new Scalar(-learningRate / bias1);
      Tensor denominator = torch.empty(new long[] {FlatLayout.BLOCK}, first.options(), null);
      for (Piece piece : some) {
        try (PointerScope inner = new PointerScope()) {
          if (piece.decays()) {
            piece.w().mul_(shrink);
          }
          piece.m().lerp_(piece.g(), toward);
          piece.v().mul_(beta2).addcmul_(piece.g(), piece.g(), fresh);
          Tensor root = denominator.narrow(0, 0, piece.v().numel());
          torch.sqrt_out(root, piece.v());
          root.div_(rootOfBias2).add_(epsilon);
          piece.w().addcdiv_(piece.m(), root, stride);
        }
      }
    }
  }

  @Override
  public BlockRange own() {
    return own;
  }

  @Override
  public Map<String, Tensor> moments() {
    return Map.of("exp_avg", first, "exp_avg_sq", second);
  }

  @Override
  public void close() {
    for (Piece piece : pieces) {
      List.of(piece.w(), piece.g(), piece.m(), piece.v()).forEach(Tensor::releaseReference);
    }
    pieces.clear();
    first.releaseReference();
    second.releaseReference();
  }
}
