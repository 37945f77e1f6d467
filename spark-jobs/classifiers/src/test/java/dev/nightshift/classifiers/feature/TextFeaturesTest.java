package dev.nightshift.classifiers.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.schema.identity.Digest;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class TextFeaturesTest {

  private static final FeatureSettings SETTINGS = FeatureSettings.DEFAULT;

  private static String digest(String text, FeatureSettings settings) {
    TextFeatures features = TextFeatures.of(text, settings);
    Digest digest = Digest.start();
    for (int i = 0; i < features.filledBuckets(); i++) {
      digest.add(features.bucket(i)).add(Float.floatToIntBits(features.weight(i)));
    }
    return digest.hex();
  }

  @Test
  void hashesAsStoredModelsExpect() {
    // A stored model is only right with the hash that it was trained with: this must never change.
    assertThat(digest("The quick brown fox, 17 times.", SETTINGS))
        .isEqualTo("5bee24d4b5665fe0ca9bd0a718ba24d861bc8bc9d576fbb23be6f42c04626868");
  }

  @Test
  void hashedPartHasLengthOneAndAscendingBuckets() {
    TextFeatures features = TextFeatures.of("Some plain words stand here.", SETTINGS);
    double squares = 0;
    for (int i = 0; i < features.filledBuckets(); i++) {
      squares += features.weight(i) * features.weight(i);
      assertThat(features.bucket(i)).isBetween(0, SETTINGS.hashedFeatures() - 1);
      assertThat(i == 0 || features.bucket(i) > features.bucket(i - 1)).isTrue();
    }
    assertThat(squares).isCloseTo(1, within(1e-6));
  }

  @Test
  void nGramsIgnoreCaseDigitsAndKindsOfSpace() {
    assertThat(digest("Room  12\tis OPEN", SETTINGS))
        .isEqualTo(digest("room 97 is open", SETTINGS));
    assertThat(digest("room is open", SETTINGS)).isNotEqualTo(digest("room is closed", SETTINGS));
  }

  @Test
  void looksAtTheHeadOnlyAndNeverSplitsAPair() {
    FeatureSettings three = new FeatureSettings(64, 1, 2, 1, 3);
    assertThat(digest("ab\uD83D\uDE00 the rest", three)).isEqualTo(digest("ab\uD83D\uDE00", three));
    assertThat(TextFeatures.of("abcdef", three).statistics())
        .isEqualTo(TextFeatures.of("abc", three).statistics());
  }

  @Test
  void countsCharactersAndWordsOfTheGivenLengths() {
    // " ab " has the 2-grams " a", "ab", "b " and the word "ab": 4 n-grams over many buckets.
    FeatureSettings wide = new FeatureSettings(1 << 20, 2, 2, 1, 100);
    assertThat(TextFeatures.of("ab", wide).filledBuckets()).isEqualTo(4);
    FeatureSettings noWords = new FeatureSettings(1 << 20, 2, 2, 0, 100);
    assertThat(TextFeatures.of("ab", noWords).filledBuckets()).isEqualTo(3);
    FeatureSettings twoWords = new FeatureSettings(1 << 20, 8, 8, 2, 100);
    // Words a, b, c and the pairs "a b" and "b c"; the text has no 8-gram but " a b c " has 7.
    assertThat(TextFeatures.of("a b c", twoWords).filledBuckets()).isEqualTo(5);
  }

  @Test
  void bytesGiveTheFeaturesBack() {
    TextFeatures features = TextFeatures.of("A grey heron sold 3 maps.", SETTINGS);
    ByteBuffer bytes = ByteBuffer.wrap(features.bytes());
    TextFeatures read = TextFeatures.read(bytes);
    assertThat(bytes.hasRemaining()).isFalse();
    assertThat(read.statistics()).isEqualTo(features.statistics());
    assertThat(read.filledBuckets()).isEqualTo(features.filledBuckets()).isPositive();
    for (int i = 0; i < read.filledBuckets(); i++) {
      assertThat(read.bucket(i)).isEqualTo(features.bucket(i));
      assertThat(read.weight(i)).isEqualTo(features.weight(i));
    }
  }

  @Test
  void canDoWithoutHashedFeatures() {
    FeatureSettings none = SETTINGS.withHashedFeatures(0);
    assertThat(none.width()).isEqualTo(TextStatistics.COUNT);
    assertThat(TextFeatures.of("some text", none).filledBuckets()).isZero();
  }

  @Test
  void refusesSettingsThatMakeNoSense() {
    assertThatThrownBy(() -> new FeatureSettings(-1, 1, 2, 1, 10))
        .hasMessage("hashedFeatures must be between 0 and 1048576, was -1");
    assertThatThrownBy(() -> new FeatureSettings(16, 3, 2, 1, 10))
        .hasMessage("character n-grams must run from 1 or more upwards, were 3 to 2");
  }

  @Test
  void standardisesWithinItsLimit() {
    double[] mean = new double[TextStatistics.COUNT];
    double[] deviation = new double[TextStatistics.COUNT];
    mean[0] = 2;
    deviation[0] = 0.5;
    Standardisation standardisation = new Standardisation(mean, deviation);
    assertThat(standardisation.apply(0, 3)).isEqualTo(2f);
    assertThat(standardisation.apply(0, 1e9)).isEqualTo(6f);
    assertThat(standardisation.apply(1, 5)).isZero();
    deviation[3] = Double.NaN;
    assertThatThrownBy(() -> new Standardisation(mean, deviation))
        .hasMessage("statistic digit_share has mean 0.0 and deviation NaN");
  }
}
