package dev.nightshift.training.curriculum;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * An example that a step learnt from.
 *
 * @param step the step, from 1
 * @param place its place in the step, from 0
 * @param example its number in the prepared data
 * @param rowKey the row that it came from
 * @param difficulty its difficulty
 * @param competence what the curriculum allowed at the step
 */
public record Consumed(
    long step, int place, int example, String rowKey, double difficulty, double competence)
    implements Serializable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String FILE = "consumed.jsonl";

  /** The same example at another place. */
  public Consumed at(long otherStep, int otherPlace) {
    return new Consumed(otherStep, otherPlace, example, rowKey, difficulty, competence);
  }

  /** Writes what a segment consumed into the folder of its training state. */
  public static void write(Path training, List<Consumed> rows) throws IOException {
    try (BufferedWriter lines =
        Files.newBufferedWriter(training.resolve(FILE), StandardCharsets.UTF_8)) {
      for (Consumed row : rows) {
        lines.write(JSON.writeValueAsString(row));
        lines.write('\n');
      }
    }
  }

  /** Whether the folder of a training state tells what was consumed. */
  public static boolean isIn(Path training) {
    return Files.exists(training.resolve(FILE));
  }

  /** What the segment that ended in a checkpoint consumed; nothing without a curriculum. */
  public static List<Consumed> read(Path training) throws IOException {
    Path file = training.resolve(FILE);
    List<Consumed> rows = new ArrayList<>();
    if (Files.exists(file)) {
      try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          rows.add(JSON.readValue(line, Consumed.class));
        }
      }
    }
    return rows;
  }
}
