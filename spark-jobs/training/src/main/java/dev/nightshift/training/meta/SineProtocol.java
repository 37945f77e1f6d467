package dev.nightshift.training.meta;

import dev.nightshift.schema.random.CounterRandom;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Regression of sine waves (Finn, Abbeel and Levine 2017, section 5.1): y = A sin(x − φ) with the
 * amplitude A uniform in [.1, 5], the phase φ uniform in [0, π] and x uniform in [−5, 5]. Support
 * and query of a task are drawn independently.
 *
 * @param seed the run's seed
 * @param shots points of the support
 * @param queries points of the query
 */
public record SineProtocol(long seed, int shots, int queries) implements Protocol<SinePoints> {

  private static final double MIN_AMPLITUDE = .1;
  private static final double MAX_AMPLITUDE = 5;
  private static final double REACH = 5;

  public SineProtocol {
    if (shots < 1 || queries < 1) {
      throw new IllegalArgumentException(shots + " shots and " + queries + " queries");
    }
  }

  @Override
  public String name() {
    return "sine";
  }

  @Override
  public TaskFamily<SinePoints> tasks() {
    return new TaskFamily<>() {
      @Override
      public String task(Side side, long number) {
        return wave(random(side, number)).task();
      }

      @Override
      public Episode<SinePoints> episode(Side side, long number) {
        return SineProtocol.this.episode(random(side, number));
      }
    };
  }

  private record Wave(double amplitude, double phase) {
    private String task() {
      return String.format(Locale.ROOT, "sine/%.6f/%.6f", amplitude, phase);
    }
  }

  private CounterRandom random(TaskFamily.Side side, long number) {
    return CounterRandom.of(seed, "sine/" + side.name().toLowerCase(Locale.ROOT), number);
  }

  private static Wave wave(CounterRandom random) {
    double amplitude = MIN_AMPLITUDE + (MAX_AMPLITUDE - MIN_AMPLITUDE) * random.nextDouble();
    return new Wave(amplitude, Math.PI * random.nextDouble());
  }

  private Episode<SinePoints> episode(CounterRandom random) {
    Wave wave = wave(random);
    return new Episode<>(wave.task(), points(random, shots, wave), points(random, queries, wave));
  }

  private static SinePoints points(CounterRandom random, int count, Wave wave) {
    float[] x = new float[count];
    float[] y = new float[count];
    for (int i = 0; i < count; i++) {
      double at = REACH * (2 * random.nextDouble() - 1);
      x[i] = (float) at;
      y[i] = (float) (wave.amplitude() * StrictMath.sin(at - wave.phase()));
    }
    return new SinePoints(x, y);
  }

  @Override
  public Learner<SinePoints> learner(Path checkpoint) {
    return new SineNet();
  }

  @Override
  public boolean classifies() {
    return false;
  }
}
