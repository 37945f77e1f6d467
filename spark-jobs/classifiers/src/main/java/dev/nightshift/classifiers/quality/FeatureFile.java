package dev.nightshift.classifiers.quality;

import dev.nightshift.classifiers.feature.FeatureSettings;
import dev.nightshift.classifiers.feature.Standardisation;
import dev.nightshift.classifiers.feature.TextStatistics;
import java.util.List;

/**
 * What {@code features.json} says.
 *
 * @param settings what decides the features
 * @param statistics names of the dense statistics, so that a file of another set is refused
 * @param mean mean of each over the training rows
 * @param deviation standard deviation of each
 */
record FeatureFile(
    FeatureSettings settings, List<String> statistics, double[] mean, double[] deviation) {

  FeatureFile {
    if (!TextStatistics.NAMES.equals(statistics)) {
      throw new IllegalArgumentException(
          "the statistics are " + statistics + ", this version knows " + TextStatistics.NAMES);
    }
  }

  static FeatureFile of(QualityModel model) {
    return new FeatureFile(
        model.settings(),
        TextStatistics.NAMES,
        model.standardisation().mean(),
        model.standardisation().deviation());
  }

  Standardisation standardisation() {
    return new Standardisation(mean, deviation);
  }
}
