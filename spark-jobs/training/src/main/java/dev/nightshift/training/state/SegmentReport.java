package dev.nightshift.training.state;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nightshift.training.trainer.Evaluation.Example;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a segment measured; kept in its checkpoint, so that the driver can store it even if it was
 * killed in between.
 *
 * @param values the measured values, in the order of their steps
 * @param tokens tokens that were trained on
 * @param seconds time that the steps took
 * @param examples what was measured of single held-out examples at its end
 */
public record SegmentReport(
    List<Value> values, long tokens, double seconds, List<Example> examples) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * A value measured at a step.
   *
   * @param step the step, from 1; 0 before any step
   * @param name its name
   * @param value the value
   */
  public record Value(long step, String name, double value) {}

  public SegmentReport {
    values = List.copyOf(values);
    examples = List.copyOf(examples);
  }

  void write(Path file) throws IOException {
    Files.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(this));
  }

  static SegmentReport read(Path file) throws IOException {
    return JSON.readValue(file.toFile(), SegmentReport.class);
  }
}
