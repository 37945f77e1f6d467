package dev.nightshift.training.curriculum;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The curriculum that a checkpoint was trained under. A training that goes on from it goes on under
 * the same one.
 *
 * @param settings with all defaults resolved
 * @param difficulties {@link Difficulties#digest} of the examples
 */
public record CurriculumRecord(CurriculumSettings settings, String difficulties) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String FILE = "curriculum.json";

  /** Writes it into the folder of a training state. */
  void write(Path training) throws IOException {
    Files.write(
        training.resolve(FILE), JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(this));
  }

  /** The curriculum of a training state; none where there was none. */
  public static Optional<CurriculumRecord> read(Path training) throws IOException {
    Path file = training.resolve(FILE);
    return Files.exists(file)
        ? Optional.of(JSON.readValue(file.toFile(), CurriculumRecord.class))
        : Optional.empty();
  }
}
