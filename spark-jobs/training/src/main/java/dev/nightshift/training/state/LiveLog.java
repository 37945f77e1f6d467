package dev.nightshift.training.state;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nightshift.training.trainer.StepReport;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Lines that tell how far a training is, one a step, appended to a file that the driver follows. It
 * is for eyes only: nothing is computed from it.
 */
public final class LiveLog implements Closeable {

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * One line.
   *
   * @param step the step
   * @param loss its loss
   * @param tokensPerSecond tokens of the step by the time it took
   */
  public record Line(long step, double loss, double tokensPerSecond) {}

  private final BufferedWriter writer;

  /** Appends to a file. */
  public LiveLog(Path file) throws IOException {
    this.writer =
        Files.newBufferedWriter(
            file, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /** Adds a step. */
  public void add(StepReport report, double seconds) throws IOException {
    double rate = seconds > 0 ? report.tokens() / seconds : 0;
    writer.write(JSON.writeValueAsString(new Line(report.step(), report.loss(), rate)));
    writer.newLine();
    writer.flush();
  }

  /** A line of the file. */
  public static Line parse(String line) throws IOException {
    return JSON.readValue(line, Line.class);
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }
}
