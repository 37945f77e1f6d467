package dev.nightshift.eval.reward;

import dev.nightshift.eval.verify.MathVerifier;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.error.Nearest;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What the length of a completion is worth, {@code t} tokens with {@code shape}:
 *
 * <ul>
 *   <li>{@code token}: {@code max(0, t − free)}, to be weighed by a negative number;
 *   <li>{@code overlong}: 0 up to {@code max − cache}, then falling in a line to −1 at {@code max}
 *       and −1 beyond: the soft overlong punishment of DAPO (Yu et al. 2025, equation 13);
 *   <li>{@code cosine}: {@code C(t) = e + ½ (b − e)(1 + cos(π t / max))}, which goes from {@code b}
 *       at no token to {@code e} at {@code max}, with (b, e) = (correct-short, correct-long) where
 *       the answer is right and (wrong-short, wrong-long) where it is wrong, and {@code exceed} for
 *       completions of {@code max} tokens or more (Yeo et al. 2025, "Demystifying long
 *       chain-of-thought reasoning in LLMs", section 3.2, with their defaults).
 * </ul>
 */
final class LengthReward implements Reward {

  /** The shapes by the name that specifications use. */
  enum Shape {
    TOKEN,
    OVERLONG,
    COSINE;

    private static Shape of(String name) {
      return valueOf(name.toUpperCase(Locale.ROOT));
    }

    private static List<String> names() {
      return Arrays.stream(values()).map(s -> s.name().toLowerCase(Locale.ROOT)).toList();
    }
  }

  private static final List<String> NUMBERS =
      List.of(
          "free",
          "max",
          "cache",
          "correct-short",
          "correct-long",
          "wrong-short",
          "wrong-long",
          "exceed");

  private final RewardPart part;
  private final Shape shape;
  private final double max;
  private final VerifierReward correct;

  private LengthReward(RewardPart part) {
    this.part = part;
    this.shape = Shape.of(part.option("shape"));
    this.max = part.number("max");
    this.correct = new VerifierReward(part.name(), part.option("field"), 0, new MathVerifier());
  }

  static LengthReward of(RewardPart part) {
    return new LengthReward(part);
  }

  static void check(RewardPart part, String where, Faults faults) {
    String shape = part.option("shape");
    if (!Shape.names().contains(shape)) {
      faults.add(
          "'" + shape + "' is no shape", where, Nearest.remedy(shape, "shapes", Shape.names()));
      return;
    }
    int before = faults.list().size();
    NUMBERS.forEach(key -> Numbers.check(part, key, where, faults));
    if (faults.list().size() > before) {
      return;
    }
    if (part.number("free") < 0) {
      faults.add("free is " + part.option("free"), where, "Tokens are counted from 0.");
    }
    if (!shape.equals("token") && part.number("max") < 1) {
      faults.add("shape " + shape + " needs a longest length", where, "Write max=TOKENS.");
    } else if (shape.equals("overlong")
        && !(part.number("cache") > 0 && part.number("cache") <= part.number("max"))) {
      faults.add("cache is " + part.option("cache"), where, "Write cache=TOKENS, from 1 to max.");
    }
  }

  @Override
  public String name() {
    return part.name();
  }

  @Override
  public double[] score(List<RewardRequest> requests) {
    return switch (shape) {
      case TOKEN ->
          RequestFields.each(
              requests, r -> Math.max(0, r.completionTokens() - part.number("free")));
      case OVERLONG -> RequestFields.each(requests, r -> overlong(r.completionTokens()));
      case COSINE -> cosine(requests);
    };
  }

  private double overlong(int tokens) {
    double cache = part.number("cache");
    return Math.max(-1, Math.min(0, (max - cache - tokens) / cache));
  }

  private double[] cosine(List<RewardRequest> requests) {
    double[] right = correct.score(requests);
    double[] scores = new double[requests.size()];
    for (int i = 0; i < scores.length; i++) {
      String of = right[i] == 1 ? "correct" : "wrong";
      double end = part.number(of + "-long");
      double begin = part.number(of + "-short");
      int tokens = requests.get(i).completionTokens();
      scores[i] =
          tokens >= max
              ? part.number("exceed")
              : end + (begin - end) * (1 + Math.cos(Math.PI * tokens / max)) / 2;
    }
    return scores;
  }
}
