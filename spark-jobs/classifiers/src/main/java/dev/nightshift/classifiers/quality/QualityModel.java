package dev.nightshift.classifiers.quality;

import dev.nightshift.classifiers.feature.FeatureSettings;
import dev.nightshift.classifiers.feature.Standardisation;
import dev.nightshift.classifiers.feature.TextFeatures;
import dev.nightshift.schema.identity.Digest;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;

/**
 * A trained classifier of texts. Immutable, safe for use by several threads, and serialisable: the
 * driver loads it once and broadcasts it, so that executors need neither its folder nor native
 * code.
 *
 * <p>A text's score is a function of the text and the digest alone.
 */
public final class QualityModel implements Serializable {

  private static final long serialVersionUID = 1L;

  private final FeatureSettings settings;
  private final Standardisation standardisation;
  private final FeedForward network;
  private final String digest;

  /** A model of its parts; the digest follows from them. */
  public QualityModel(
      FeatureSettings settings, Standardisation standardisation, FeedForward network) {
    if (network.inputs() != settings.width()) {
      throw new IllegalArgumentException(
          "the network takes "
              + network.inputs()
              + " features, the settings give "
              + settings.width());
    }
    this.settings = settings;
    this.standardisation = standardisation;
    this.network = network;
    this.digest = digest(settings, standardisation, network);
  }

  /**
   * Reads the folder that the job {@code train-quality} wrote.
   *
   * @throws dev.nightshift.schema.error.RequestException if the folder is no quality model
   * @throws dev.nightshift.schema.error.WorkException if it cannot be read, or if its content does
   *     not have the digest that its manifest states
   */
  public static QualityModel load(Path folder) {
    return QualityModelFolder.load(folder);
  }

  /**
   * The probability of good text for each text.
   *
   * @param texts any number of them
   * @return as many numbers in [0, 1], in the same order
   */
  public double[] score(List<String> texts) {
    double[] scores = new double[texts.size()];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = score(texts.get(i));
    }
    return scores;
  }

  /** The probability of good text, in [0, 1]. */
  public double score(String text) {
    return network.probability(TextFeatures.of(text, settings), standardisation);
  }

  /** SHA-256 over the feature settings, their statistics and the weights; names the model. */
  public String digest() {
    return digest;
  }

  /** SHA-256 over the weights alone. */
  public String weightsDigest() {
    return Digest.start().add("quality-weights").add(network.bytes()).hex();
  }

  /** What decides the features. */
  public FeatureSettings settings() {
    return settings;
  }

  /** How the dense statistics are scaled. */
  public Standardisation standardisation() {
    return standardisation;
  }

  /** The trained weights. */
  public FeedForward network() {
    return network;
  }

  private static String digest(
      FeatureSettings settings, Standardisation standardisation, FeedForward network) {
    Digest digest =
        Digest.start()
            .add("quality-model")
            .add(settings.hashedFeatures())
            .add(settings.shortestCharacterGram())
            .add(settings.longestCharacterGram())
            .add(settings.longestWordGram())
            .add(settings.maxCharacters());
    for (double mean : standardisation.mean()) {
      digest.add(Double.doubleToLongBits(mean));
    }
    for (double deviation : standardisation.deviation()) {
      digest.add(Double.doubleToLongBits(deviation));
    }
    return digest.add(network.bytes()).hex();
  }
}
