package dev.nightshift.training.spark.difficulty;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The scores of difficulty by name. */
enum DifficultyScore {
  /** Characters. */
  LENGTH,
  /** Share of the bytes that packing leaves. */
  COMPRESSION,
  /** Mean of −ln p over the words. */
  RARITY,
  /** Mean loss of a reference model, nats a token. */
  LOSS,
  /** Share of the rollouts that failed. */
  SUCCESS_RATE,
  /** What people said. */
  LEVEL,
  /** What a trained classifier said, or any other column of numbers. */
  CLASSIFIER;

  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static List<String> labels() {
    return Arrays.stream(values()).map(DifficultyScore::label).toList();
  }

  static Optional<DifficultyScore> of(String label) {
    return Arrays.stream(values()).filter(score -> score.label().equals(label)).findFirst();
  }
}
