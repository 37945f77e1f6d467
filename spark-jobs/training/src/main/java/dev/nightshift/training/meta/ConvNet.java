package dev.nightshift.training.meta;

import dev.nightshift.inference.tensor.TensorIo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * Four blocks of 3 × 3 convolution with 64 filters, batch normalisation, rectifier and 2 × 2
 * max-pooling, then a linear layer to the classes (Vinyals et al. 2016, "Matching networks",
 * section 4.1.1). Images of 28 × 28 become 64 features, which are what prototypes compare.
 *
 * <p>Weights are drawn from N(0, 2 / fan-in) and zero for the linear layer, gains are 1, biases 0.
 * In training the normalisation always uses the images that go through together; {@link
 * Normalisation} says what it uses when it is measured. Running means r of batch statistics s move
 * once a step, r ← .9 r + .1 · mean of s over the step's episodes ({@link RunningStatistics}).
 */
public final class ConvNet implements Learner<GreyImages> {

  /** Blocks of the net. */
  static final int BLOCKS = 4;

  private static final double EPSILON = 1e-5;
  private static final String MEAN = "norm.running_mean";
  private static final String VARIANCE = "norm.running_var";
  private static final String OUT = "out.";

  private final int filters;
  private final int ways;
  private final Normalisation normalisation;

  /**
   * A net.
   *
   * @param filters of each block
   * @param ways classes of the linear layer; 0 for none
   * @param normalisation what the normalisation uses when it is measured
   */
  public ConvNet(int filters, int ways, Normalisation normalisation) {
    this.filters = filters;
    this.ways = ways;
    this.normalisation = normalisation;
  }

  @Override
  public Map<String, Tensor> initial(long seed) {
    Map<String, Tensor> parameters = new LinkedHashMap<>();
    for (int block = 1; block <= BLOCKS; block++) {
      String name = name(block);
      int in = block == 1 ? 1 : filters;
      String weight = name + "conv.weight";
      parameters.put(
          weight, FreshWeights.normal(seed, weight, Math.sqrt(2.0 / (9 * in)), filters, in, 3, 3));
      parameters.put(name + "norm.weight", torch.ones(filters));
      parameters.put(name + "norm.bias", torch.zeros(filters));
      if (normalisation == Normalisation.RUNNING) {
        parameters.put(name + MEAN, torch.zeros(filters));
        parameters.put(name + VARIANCE, torch.ones(filters));
      }
    }
    if (ways > 0) {
      parameters.put(OUT + "weight", torch.zeros(ways, filters));
      parameters.put(OUT + "bias", torch.zeros(ways));
    }
    return parameters;
  }

  private static String name(int block) {
    return "block" + block + ".";
  }

  @Override
  public Judged judge(Map<String, Tensor> parameters, GreyImages images, Phase phase) {
    Tensor features = features(parameters, images, phase);
    Tensor scores =
        torch.linear(
            features,
            Objects.requireNonNull(parameters.get(OUT + "weight")),
            new TensorOptional(Objects.requireNonNull(parameters.get(OUT + "bias"))));
    return Prototypes.ofLogProbs(scores.log_softmax(1), images.classes());
  }

  @Override
  public Tensor features(Map<String, Tensor> parameters, GreyImages images, Phase phase) {
    return features(parameters, images, phase, null);
  }

  /** What is done with the batch statistics of a block. */
  private interface Statistics {
    void take(String name, Tensor mean, Tensor variance);
  }

  private Tensor features(
      Map<String, Tensor> parameters,
      GreyImages images,
      Phase phase,
      @Nullable Statistics statistics) {
    boolean running = phase == Phase.EVALUATION && normalisation == Normalisation.RUNNING;
    int n = images.classes().length;
    Tensor first = Objects.requireNonNull(parameters.get(name(1) + "conv.weight"));
    Tensor x =
        TensorIo.floats(images.pixels(), n, 1, images.side(), images.side())
            .to(first.scalar_type());
    for (int block = 1; block <= BLOCKS; block++) {
      String name = name(block);
      x =
          torch.conv2d(
              x,
              Objects.requireNonNull(parameters.get(name + "conv.weight")),
              new TensorOptional(),
              new long[] {1, 1},
              new long[] {1, 1},
              new long[] {1, 1},
              1);
      if (statistics == null) {
        x = normalised(parameters, name, x, running);
      } else {
        Tensor mean = torch.zeros(filters).to(first.scalar_type());
        Tensor variance = torch.zeros(filters).to(first.scalar_type());
        x = observed(parameters, name, x, mean, variance);
        statistics.take(name, mean, variance);
      }
      x = x.relu();
      x = torch.max_pool2d(x, 2, 2);
    }
    return x.reshape(n, -1);
  }

  private static Tensor normalised(
      Map<String, Tensor> parameters, String name, Tensor x, boolean running) {
    return torch.batch_norm(
        x,
        new TensorOptional(Objects.requireNonNull(parameters.get(name + "norm.weight"))),
        new TensorOptional(Objects.requireNonNull(parameters.get(name + "norm.bias"))),
        running ? statistic(parameters, name + MEAN) : new TensorOptional(),
        running ? statistic(parameters, name + VARIANCE) : new TensorOptional(),
        !running,
        .1,
        EPSILON,
        false);
  }

  /** Normalised by the batch, whose mean and unbiased variance are left where they are wanted. */
  private static Tensor observed(
      Map<String, Tensor> parameters, String name, Tensor x, Tensor mean, Tensor variance) {
    return torch.batch_norm(
        x,
        new TensorOptional(Objects.requireNonNull(parameters.get(name + "norm.weight"))),
        new TensorOptional(Objects.requireNonNull(parameters.get(name + "norm.bias"))),
        new TensorOptional(mean),
        new TensorOptional(variance),
        true,
        1,
        EPSILON,
        false);
  }

  private static TensorOptional statistic(Map<String, Tensor> parameters, String name) {
    return new TensorOptional(Objects.requireNonNull(parameters.get(name), name).detach());
  }

  @Override
  public void observe(Map<String, Tensor> parameters, GreyImages images) {
    if (normalisation == Normalisation.RUNNING) {
      try (NoGradGuard noGrad = new NoGradGuard()) {
        seen(parameters, images).observed().run();
      }
    }
  }

  /**
   * The batch statistics become the gradients of the running means; the variance is the unbiased
   * one, as PyTorch keeps it.
   */
  @Override
  public Seen seen(Map<String, Tensor> parameters, GreyImages images) {
    if (normalisation != Normalisation.RUNNING) {
      return new Seen(features(parameters, images, Phase.TRAINING), () -> {});
    }
    List<Runnable> additions = new ArrayList<>();
    Tensor features =
        features(
            parameters,
            images,
            Phase.TRAINING,
            (name, mean, variance) ->
                additions.add(
                    () -> {
                      Objects.requireNonNull(parameters.get(name + MEAN)).grad().add_(mean);
                      Objects.requireNonNull(parameters.get(name + VARIANCE)).grad().add_(variance);
                    }));
    return new Seen(features, () -> additions.forEach(Runnable::run));
  }

  @Override
  public long[] classes(GreyImages images) {
    return images.classes();
  }

  @Override
  public GreyImages together(GreyImages first, GreyImages second) {
    return first.and(second);
  }

  @Override
  public GreyImages part(GreyImages images, int[] which) {
    return images.part(which);
  }

  @Override
  public boolean isHead(String name) {
    return name.startsWith(OUT);
  }

  @Override
  public boolean isStatistic(String name) {
    return name.endsWith(MEAN) || name.endsWith(VARIANCE);
  }
}
