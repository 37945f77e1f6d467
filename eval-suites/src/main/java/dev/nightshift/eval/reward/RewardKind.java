package dev.nightshift.eval.reward;

import dev.nightshift.eval.verify.MathVerifier;
import dev.nightshift.inference.reward.RewardModel;
import dev.nightshift.schema.error.Faults;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The kinds of rewards by the name that specifications use. Every kind takes {@code as=NAME}. */
public enum RewardKind {
  /** 1 where the final answer means the same as the field; see {@link VerifierReward}. */
  VERIFIER("verifier", "field", "answer", "undecided", "0") {
    @Override
    Reward open(RewardPart part) {
      return new VerifierReward(
          part.name(), part.option("field"), part.number("undecided"), new MathVerifier());
    }

    @Override
    Set<String> fields(RewardPart part) {
      return Set.of(part.option("field"));
    }

    @Override
    void check(RewardPart part, String where, Faults faults) {
      Numbers.check(part, "undecided", where, faults);
    }
  },
  /** 1 where the final answer of the completion is the field, character by character. */
  EXACT("exact", "field", "answer") {
    @Override
    Reward open(RewardPart part) {
      return new ExactReward(part.name(), part.option("field"));
    }

    @Override
    Set<String> fields(RewardPart part) {
      return Set.of(part.option("field"));
    }
  },
  /** 1 where the final answer is a number near the field's; see {@link NumericReward}. */
  NUMERIC("numeric", "field", "answer", "tolerance", "0") {
    @Override
    Reward open(RewardPart part) {
      return new NumericReward(part.name(), part.option("field"), part.number("tolerance"));
    }

    @Override
    Set<String> fields(RewardPart part) {
      return Set.of(part.option("field"));
    }

    @Override
    void check(RewardPart part, String where, Faults faults) {
      Numbers.checkAtLeast(part, "tolerance", 0, where, faults);
    }
  },
  /** 1 where the completion has a form; see {@link FormatReward}. */
  FORMAT("format", "is", "", "pattern", "") {
    @Override
    Reward open(RewardPart part) {
      return FormatReward.of(part);
    }

    @Override
    void check(RewardPart part, String where, Faults faults) {
      FormatReward.check(part, where, faults);
    }
  },
  /** What the completion's length costs; see {@link LengthReward}. */
  LENGTH(
      "length",
      "shape",
      "token",
      "free",
      "0",
      "max",
      "0",
      "cache",
      "0",
      "field",
      "answer",
      "correct-short",
      "2",
      "correct-long",
      "1",
      "wrong-short",
      "-10",
      "wrong-long",
      "0",
      "exceed",
      "-10") {
    @Override
    Reward open(RewardPart part) {
      return LengthReward.of(part);
    }

    @Override
    Set<String> fields(RewardPart part) {
      return part.option("shape").equals("cosine") ? Set.of(part.option("field")) : Set.of();
    }

    @Override
    void check(RewardPart part, String where, Faults faults) {
      LengthReward.check(part, where, faults);
    }
  },
  /** 1 where the completion's code passes the tests of a field; see {@link CodeReward}. */
  CODE("code", "field", "tests", "seconds", "10", "memory-mib", "512", "sandbox", "strict") {
    @Override
    Reward open(RewardPart part) {
      return CodeReward.of(part);
    }

    @Override
    Set<String> fields(RewardPart part) {
      return Set.of(part.option("field"));
    }

    @Override
    void check(RewardPart part, String where, Faults faults) {
      CodeReward.check(part, where, faults);
    }
  },
  /** What a reward model gives; see {@link ModelReward}. */
  MODEL("model", "path", "") {
    @Override
    Reward open(RewardPart part) {
      return new ModelReward(part.name(), RewardModel.load(Path.of(part.option("path"))));
    }

    @Override
    void check(RewardPart part, String where, Faults faults) {
      if (part.option("path").isEmpty()) {
        faults.add("a reward model needs its folder", where, "Write model(path=FOLDER).");
      }
    }

    @Override
    Optional<String> reads(RewardPart part) {
      return Optional.of(part.option("path")).filter(path -> !path.isEmpty());
    }
  };

  private final String label;
  private final Map<String, String> defaults = new LinkedHashMap<>();

  RewardKind(String label, String... keysAndDefaults) {
    this.label = label;
    for (int i = 0; i < keysAndDefaults.length; i += 2) {
      defaults.put(keysAndDefaults[i], keysAndDefaults[i + 1]);
    }
    defaults.put("as", "");
  }

  /** The name in specifications. */
  public String label() {
    return label;
  }

  /** The options with their defaults. */
  public Map<String, String> defaults() {
    return Collections.unmodifiableMap(defaults);
  }

  /** The kind of that name. */
  public static Optional<RewardKind> find(String label) {
    return Arrays.stream(values()).filter(kind -> kind.label.equals(label)).findFirst();
  }

  /** All names. */
  public static List<String> labels() {
    return Arrays.stream(values()).map(RewardKind::label).toList();
  }

  /** Opens the reward in this process. */
  abstract Reward open(RewardPart part);

  /** Path or URI of what it reads, such as the folder of a model. */
  Optional<String> reads(RewardPart part) {
    return Optional.empty();
  }

  /** The fields that a prompt's row must have. */
  Set<String> fields(RewardPart part) {
    return Set.of();
  }

  /** Notes what is wrong with the options. */
  void check(RewardPart part, String where, Faults faults) {}
}
