package dev.nightshift.classifiers.quality;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.nightshift.inference.checkpoint.FolderSwap;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.schema.error.WorkException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;

/**
 * A quality model as a folder: {@code network.zip} (Deeplearning4j's own format), {@code
 * features.json} and {@code manifest.json}. The folder appears by one rename.
 */
public final class QualityModelFolder {

  private static final String NETWORK = "network.zip";
  private static final String FEATURES = "features.json";
  private static final String MANIFEST = "manifest.json";
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private QualityModelFolder() {}

  /** Whether a folder looks like a quality model. */
  public static boolean exists(Path folder) {
    return Files.isRegularFile(folder.resolve(MANIFEST));
  }

  /** Reads the manifest alone. */
  public static QualityManifest manifest(Path folder) {
    Path file = folder.resolve(MANIFEST);
    try {
      QualityManifest manifest = JSON.readValue(file.toFile(), QualityManifest.class);
      if (manifest.format() != QualityManifest.FORMAT) {
        throw new RequestException(
            "the quality model has format " + manifest.format(),
            file.toString(),
            "This version reads format " + QualityManifest.FORMAT + "; train the model again.");
      }
      return manifest;
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /** See {@link QualityModel#load}. */
  static QualityModel load(Path folder) {
    List<String> missing =
        Stream.of(NETWORK, FEATURES, MANIFEST)
            .filter(name -> !Files.isRegularFile(folder.resolve(name)))
            .toList();
    if (!missing.isEmpty()) {
      throw new RequestException(
          "no quality model: " + String.join(", ", missing) + " missing",
          folder.toString(),
          "Give the folder that the job train-quality wrote.");
    }
    QualityManifest manifest = manifest(folder);
    FeatureFile features = features(folder);
    QualityModel model =
        new QualityModel(features.settings(), features.standardisation(), network(folder));
    if (!model.digest().equals(manifest.digest())) {
      throw new WorkException(
          "the files have digest " + model.digest() + ", the manifest says " + manifest.digest(),
          folder.toString(),
          "The folder was changed after it was written: restore it or train the model again.");
    }
    return model;
  }

  private static FeatureFile features(Path folder) {
    Path file = folder.resolve(FEATURES);
    try {
      return JSON.readValue(file.toFile(), FeatureFile.class);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static FeedForward network(Path folder) {
    Path file = folder.resolve(NETWORK);
    try {
      return Dl4jWeights.of(ModelSerializer.restoreMultiLayerNetwork(file.toFile(), false));
    } catch (IOException | RuntimeException e) {
      // Deeplearning4j reports a damaged file by runtime exceptions of many kinds.
      throw unreadable(file, e);
    }
  }

  private static WorkException unreadable(Path file, Exception cause) {
    return new WorkException(
        "cannot be read: " + cause.getMessage(),
        file.toString(),
        "Check the file and its permissions.",
        cause);
  }

  /**
   * Writes a model. A kill leaves either nothing or all of it.
   *
   * @param folder must not exist yet
   * @param model what is scored with
   * @param trained the same weights as Deeplearning4j holds them
   * @param manifest where the model comes from
   */
  public static void write(
      Path folder, QualityModel model, MultiLayerNetwork trained, QualityManifest manifest) {
    write(folder, model, trained, manifest, made -> {});
  }

  /**
   * Writes a model that was trained as a flat vector.
   *
   * @param more writes further files into the folder, before it appears
   */
  public static void write(
      Path folder, QualityModel model, FlatNetwork trained, QualityManifest manifest, More more) {
    write(folder, model, trained.network(), manifest, more);
  }

  /** Writes further files into a folder. */
  @FunctionalInterface
  public interface More {
    /** Writes them. */
    void writeTo(Path folder) throws IOException;
  }

  private static void write(
      Path folder,
      QualityModel model,
      MultiLayerNetwork trained,
      QualityManifest manifest,
      More more) {
    if (Files.exists(folder)) {
      throw new WorkException(
          "the folder of a quality model is there already",
          folder.toString(),
          "Models are never replaced: give another folder.");
    }
    FolderSwap.replace(
        folder,
        made -> {
          ModelSerializer.writeModel(trained, made.resolve(NETWORK).toFile(), false);
          JSON.writeValue(made.resolve(FEATURES).toFile(), FeatureFile.of(model));
          JSON.writeValue(made.resolve(MANIFEST).toFile(), manifest);
          more.writeTo(made);
        });
  }
}
