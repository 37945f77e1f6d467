package dev.nightshift.training.curriculum;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where a classifier of difficulty comes from and what it scored: {@code manifest.json} of its
 * folder.
 *
 * @param format layout of the folder
 * @param digest digest of the levels and of all weights
 * @param runId the run that trained it
 * @param seed seed of the run
 * @param job name and version of the job
 * @param inputs what it was trained on: reference and digest
 * @param parameters options of the run
 * @param levels the levels that it tells apart, growing
 * @param counts texts read, trained on, held out
 * @param values its scores on the held-out texts, and those of two simple rules
 */
public record DifficultyManifest(
    int format,
    String digest,
    String runId,
    long seed,
    String job,
    Map<String, String> inputs,
    Map<String, String> parameters,
    List<Double> levels,
    Map<String, Long> counts,
    Map<String, Double> values) {

  /** The layout that this code writes. */
  public static final int FORMAT = 1;

  /** The file's name, as in every model's folder. */
  public static final String FILE = "manifest.json";

  private static final ObjectMapper JSON = new ObjectMapper();

  public DifficultyManifest {
    inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    levels = List.copyOf(levels);
    counts = Collections.unmodifiableMap(new LinkedHashMap<>(counts));
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /** Writes it into a folder. */
  public void write(Path folder) throws IOException {
    Files.write(
        folder.resolve(FILE), JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(this));
  }

  /** Reads that of a folder. */
  public static DifficultyManifest read(Path folder) throws IOException {
    DifficultyManifest manifest =
        JSON.readValue(folder.resolve(FILE).toFile(), DifficultyManifest.class);
    if (manifest.format() != FORMAT || manifest.levels().size() < 2) {
      throw new IOException(
          folder + " has format " + manifest.format() + ", and " + FORMAT + " is known");
    }
    return manifest;
  }
}
