package dev.nightshift.training.reduction;

/**
 * What is divided between the workers of a training, as ZeRO numbers it. It changes the memory of a
 * worker and no bit of the result.
 */
public enum ZeroStage {
  /** Every worker keeps parameters, gradients and moments. */
  REPLICATED(0),
  /** Every worker keeps the moments of its own blocks. */
  OPTIMIZER(1),
  /** Every worker keeps parameters, gradients and moments of its own blocks. */
  PARAMETERS(3);

  private final int number;

  ZeroStage(int number) {
    this.number = number;
  }

  /** The number that the option has. */
  public int number() {
    return number;
  }

  /** The stage of a number. */
  public static ZeroStage of(int number) {
    for (ZeroStage stage : values()) {
      if (stage.number == number) {
        return stage;
      }
    }
    throw new IllegalArgumentException("there is no ZeRO stage " + number);
  }
}
