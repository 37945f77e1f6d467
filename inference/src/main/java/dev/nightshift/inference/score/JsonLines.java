package dev.nightshift.inference.score;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.error.RequestException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the rows of a scoring request, one JSON object a line: {@code {"prompt", "completion"}} or
 * {@code {"text"}}, with an {@code "id"} if the caller wants one back. Blank lines are passed over,
 * other keys are ignored. Files ending in {@code .gz} are unpacked.
 */
final class JsonLines {

  /** Faulty lines that are told one by one. */
  private static final int TOLD = 20;

  private static final String REMEDY =
      "Give {\"prompt\": …, \"completion\": …} or {\"text\": …} with strings.";

  private static final ObjectMapper MAPPER =
      new ObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

  /**
   * A row that was read.
   *
   * @param request what is to be scored; its id names the line
   * @param id the row's own id as it was given, or null
   */
  record Line(ScoreRequest request, @Nullable JsonNode id) {}

  private final Path file;
  private final Faults faults = new Faults();
  private int faulty;

  private JsonLines(Path file) {
    this.file = file;
  }

  /**
   * All rows of a file.
   *
   * @throws RequestException with the faulty lines, twenty of them one by one
   */
  static List<Line> read(Path file) {
    return new JsonLines(file).read();
  }

  private List<Line> read() {
    List<Line> lines = new ArrayList<>();
    try (InputStream in = open()) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      int number = 1;
      for (int next = in.read(); next >= 0; next = in.read()) {
        if (next == '\n') {
          take(bytes.toByteArray(), number++, lines);
          bytes.reset();
        } else {
          bytes.write(next);
        }
      }
      take(bytes.toByteArray(), number, lines);
    } catch (NoSuchFileException e) {
      throw new RequestException("there is no such file", file.toString(), "Check the path.");
    } catch (IOException e) {
      throw new RequestException("cannot be read (" + e + ")", file.toString(), "Check the file.");
    }
    if (faulty > TOLD) {
      faults.add((faulty - TOLD) + " more lines are faulty", file.toString(), "");
    }
    faults.throwIfAny();
    return lines;
  }

  private InputStream open() throws IOException {
    InputStream raw = new BufferedInputStream(Files.newInputStream(file));
    return file.toString().endsWith(".gz")
        ? new BufferedInputStream(new GZIPInputStream(raw))
        : raw;
  }

  private void take(byte[] bytes, int number, List<Line> lines) {
    try {
      String text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString().strip();
      if (!text.isEmpty()) {
        row(MAPPER.readTree(text), number, lines);
      }
    } catch (CharacterCodingException e) {
      fault("no UTF-8", number, "Convert the file.");
    } catch (JsonProcessingException e) {
      fault("no JSON: " + e.getOriginalMessage(), number, "Mend the line.");
    }
  }

  private void row(JsonNode row, int number, List<Line> lines) {
    JsonNode text = row.get("text");
    JsonNode prompt = row.get("prompt");
    JsonNode completion = row.get("completion");
    String name = file + ":" + number;
    if (!row.isObject()) {
      fault("no JSON object", number, REMEDY);
    } else if (text != null && (prompt != null || completion != null)) {
      fault("both a text and a prompt or completion", number, REMEDY);
    } else if (text != null && text.isTextual()) {
      lines.add(new Line(ScoreRequest.ofText(name, text.textValue()), row.get("id")));
    } else if (prompt != null
        && completion != null
        && prompt.isTextual()
        && completion.isTextual()) {
      lines.add(
          new Line(
              ScoreRequest.ofCompletion(name, prompt.textValue(), completion.textValue()),
              row.get("id")));
    } else {
      fault("neither a text nor a prompt with its completion", number, REMEDY);
    }
  }

  private void fault(String problem, int number, String remedy) {
    faulty++;
    if (faulty <= TOLD) {
      faults.add(problem, file + ":" + number, remedy);
    }
  }
}
