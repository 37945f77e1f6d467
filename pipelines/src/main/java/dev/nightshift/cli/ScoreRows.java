package dev.nightshift.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nightshift.inference.score.Score;
import dev.nightshift.inference.score.ScoreRequest;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.error.RequestException;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The rows that {@code score} reads and writes. */
final class ScoreRows {

  /** Nine significant digits name a float32 uniquely. */
  private static final MathContext DIGITS = new MathContext(9);

  private static final ObjectMapper JSON = new ObjectMapper();

  private ScoreRows() {}

  /**
   * Reads all rows.
   *
   * @throws RequestException with every row that is wrong
   */
  static List<ScoreRequest> read(Path file) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (CharacterCodingException e) {
      throw new RequestException("the file is not UTF-8", file.toString(), "Save it as UTF-8.");
    } catch (IOException e) {
      throw new RequestException(
          "the file cannot be read: " + e, file.toString(), "Check the path and its permissions.");
    }
    Faults faults = new Faults();
    List<ScoreRequest> requests = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      if (!lines.get(i).isBlank()) {
        read(lines.get(i), file + ":" + (i + 1), requests, faults);
      }
    }
    faults.throwIfAny();
    return requests;
  }

  private static void read(String line, String where, List<ScoreRequest> requests, Faults faults) {
    JsonNode row;
    try {
      row = JSON.readTree(line);
    } catch (JsonProcessingException e) {
      faults.add("the line is no JSON: " + e.getOriginalMessage(), where, "One object a line.");
      return;
    }
    boolean completion = row.path("prompt").isTextual() && row.path("completion").isTextual();
    boolean text = row.path("text").isTextual();
    if (completion == text) {
      faults.add(
          completion ? "the row has both a completion and a text" : "the row has no text to score",
          where,
          "Give {\"prompt\", \"completion\"} or {\"text\"}, all texts.");
    } else if (completion) {
      requests.add(
          ScoreRequest.ofCompletion(
              where, row.path("prompt").asText(), row.path("completion").asText()));
    } else {
      requests.add(ScoreRequest.ofText(where, row.path("text").asText()));
    }
  }

  /** A score as one line of JSON. */
  static String write(Score score) throws JsonProcessingException {
    ObjectNode row = JSON.createObjectNode();
    ArrayNode ids = row.putArray("token_ids");
    score.tokenIds().forEach(ids::add);
    ArrayNode logs = row.putArray("logprobs");
    score.logProbabilities().forEach(l -> logs.add(new BigDecimal(l).round(DIGITS)));
    return JSON.writeValueAsString(row);
  }
}
