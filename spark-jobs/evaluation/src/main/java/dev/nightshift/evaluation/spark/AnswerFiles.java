package dev.nightshift.evaluation.spark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nightshift.eval.request.ItemAnswer;
import dev.nightshift.schema.error.WorkException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The answers of finished rounds, in the run's own folder, so that a run that was killed asks no
 * round twice. A file appears whole or not at all, and is named by all that decides its answers.
 */
final class AnswerFiles {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<List<Stored>> STORED = new TypeReference<>() {};

  /**
   * An answer as it is written.
   *
   * @param position the request's position
   * @param logLikelihoods of each scored text
   * @param greedy of each
   * @param tokens of each
   * @param texts generated answers
   */
  private record Stored(
      int position,
      List<Double> logLikelihoods,
      List<Boolean> greedy,
      List<Integer> tokens,
      List<String> texts) {

    static Stored of(ItemAnswer answer) {
      return new Stored(
          answer.position(),
          answer.scores().stream().map(ItemAnswer.TextScore::logLikelihood).toList(),
          answer.scores().stream().map(ItemAnswer.TextScore::greedy).toList(),
          answer.scores().stream().map(ItemAnswer.TextScore::tokens).toList(),
          answer.texts());
    }

    ItemAnswer answer() {
      List<ItemAnswer.TextScore> scores = new ArrayList<>();
      for (int i = 0; i < logLikelihoods.size(); i++) {
        scores.add(new ItemAnswer.TextScore(logLikelihoods.get(i), greedy.get(i), tokens.get(i)));
      }
      return new ItemAnswer(position, scores, texts);
    }
  }

  private final Path folder;

  AnswerFiles(Path folder) {
    this.folder = folder;
  }

  /** The answers of a round; empty where it has not finished. */
  Optional<List<ItemAnswer>> read(String round) {
    Path file = file(round);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          JSON.readValue(Files.readString(file), STORED).stream().map(Stored::answer).toList());
    } catch (JsonProcessingException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw failure(file, e);
    }
  }

  /** Keeps the answers of a round. */
  void write(String round, List<ItemAnswer> answers) {
    Path file = file(round);
    try {
      Files.createDirectories(folder);
      Path part = folder.resolve(file.getFileName() + ".part");
      Files.writeString(part, JSON.writeValueAsString(answers.stream().map(Stored::of).toList()));
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw failure(file, e);
    }
  }

  private Path file(String round) {
    return folder.resolve(round + ".json");
  }

  private static WorkException failure(Path file, IOException cause) {
    return new WorkException(
        "the answers of a round cannot be kept or read: " + cause.getMessage(),
        file.toString(),
        "Check the disk.",
        cause);
  }
}
