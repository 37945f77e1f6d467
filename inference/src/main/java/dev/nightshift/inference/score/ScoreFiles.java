package dev.nightshift.inference.score;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nightshift.schema.error.WorkException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.UUID;

/**
 * Scores a file of JSON lines into another, row by row in order:
 *
 * <pre>
 * {"id": …, "token_ids": [403, 407], "logprobs": [-0.0123456789, -1.5], "logprob": -1.51234568,
 * "greedy": false}</pre>
 *
 * <p>{@code id} is there where the row had one. Log-probabilities are natural logarithms with nine
 * significant digits, which tell any two float32 numbers apart; {@code logprob} is their sum.
 */
public final class ScoreFiles {

  /** Rows that are scored and written together. */
  private static final int ROWS = 256;

  private static final MathContext DIGITS = new MathContext(9);

  private ScoreFiles() {}

  /**
   * Scores all rows of a file. The output appears under its name when it is whole.
   *
   * @return how many rows were scored
   * @throws dev.nightshift.schema.error.RequestException with the faulty lines of the input
   * @throws WorkException if the output cannot be written
   */
  public static int score(Scorer scorer, Path input, Path output) {
    List<JsonLines.Line> lines = JsonLines.read(input);
    Path target = output.toAbsolutePath().normalize();
    Path temporary =
        target.resolveSibling("." + target.getFileName() + ".writing-" + UUID.randomUUID());
    try {
      if (target.getParent() != null) {
        Files.createDirectories(target.getParent());
      }
      try {
        write(scorer, lines, temporary);
        try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
          channel.force(true);
        }
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException e) {
      throw new WorkException(
          "the scores could not be written (" + e + ")",
          target.toString(),
          "Check the path, the permissions and the free space.",
          e);
    }
    return lines.size();
  }

  private static void write(Scorer scorer, List<JsonLines.Line> lines, Path file)
      throws IOException {
    JsonFactory factory = new JsonFactory(new ObjectMapper());
    try (BufferedWriter out = Files.newBufferedWriter(file, StandardCharsets.UTF_8);
        JsonGenerator json = factory.createGenerator(out)) {
      json.setRootValueSeparator(null);
      for (int from = 0; from < lines.size(); from += ROWS) {
        List<JsonLines.Line> some = lines.subList(from, Math.min(lines.size(), from + ROWS));
        List<Score> scores = scorer.score(some.stream().map(JsonLines.Line::request).toList());
        for (int i = 0; i < some.size(); i++) {
          write(some.get(i), scores.get(i), json);
        }
      }
    }
  }

  private static void write(JsonLines.Line line, Score score, JsonGenerator json)
      throws IOException {
    json.writeStartObject();
    if (line.id() != null) {
      json.writeObjectField("id", line.id());
    }
    json.writeArrayFieldStart("token_ids");
    for (int id : score.tokenIds()) {
      json.writeNumber(id);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("logprobs");
    for (float value : score.logProbabilities()) {
      json.writeNumber(digits(value));
    }
    json.writeEndArray();
    json.writeFieldName("logprob");
    json.writeNumber(digits(score.sum()));
    json.writeBooleanField("greedy", score.greedy());
    json.writeEndObject();
    json.writeRaw('\n');
  }

  private static String digits(double value) {
    if (!Double.isFinite(value)) {
      throw new WorkException(
          "a log-probability is " + value, "", "Check the model: its scores overflow.");
    }
    return new BigDecimal(value).round(DIGITS).stripTrailingZeros().toString();
  }
}
