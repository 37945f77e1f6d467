package dev.nightshift.cli;

import dev.nightshift.inference.LanguageModel;
import dev.nightshift.inference.score.Score;
import dev.nightshift.inference.score.ScoreRequest;
import dev.nightshift.inference.score.Scorer;
import dev.nightshift.inference.tensor.DType;
import dev.nightshift.schema.error.ExitCode;
import dev.nightshift.schema.error.WorkException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code score --model DIR --input F.jsonl --output F.jsonl}. */
@Command(
    name = "score",
    description = "Write the log-probabilities of texts under a model.",
    footer = {
      "",
      "Input rows: {\"prompt\": ..., \"completion\": ...}, of which the completion is scored, or",
      "{\"text\": ...}. Output rows, in the same order: {\"token_ids\": [...], \"logprobs\": [...]},",
      "natural logarithms with nine significant digits.",
      "Example: ./nightshift score --model lake/models/tutor --input in.jsonl --output out.jsonl"
    })
final class ScoreCommand implements Callable<Integer> {

  private static final int ROWS_AT_ONCE = 64;

  private final Surroundings surroundings;

  @Option(names = "--model", required = true, paramLabel = "DIR", description = "Model folder.")
  private Path model = Path.of("");

  @Option(
      names = "--adapter",
      paramLabel = "DIR",
      description = "A PEFT folder whose adapter is applied.")
  @Nullable Path adapter;

  @Option(names = "--input", required = true, paramLabel = "FILE", description = "Rows to score.")
  private Path input = Path.of("");

  @Option(names = "--output", required = true, paramLabel = "FILE", description = "Where to write.")
  private Path output = Path.of("");

  ScoreCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    List<ScoreRequest> requests = ScoreRows.read(input);
    Path target = output.toAbsolutePath();
    Path temporary = target.resolveSibling("." + target.getFileName() + ".writing");
    try (LanguageModel loaded = LanguageModel.load(model, adapter, DType.F32)) {
      Scorer scorer = Scorer.of(loaded);
      long tokens = 0;
      Files.createDirectories(target.getParent());
      try (BufferedWriter writer = Files.newBufferedWriter(temporary)) {
        for (int i = 0; i < requests.size(); i += ROWS_AT_ONCE) {
          int end = Math.min(requests.size(), i + ROWS_AT_ONCE);
          for (Score score : scorer.score(requests.subList(i, end))) {
            writer.write(ScoreRows.write(score));
            writer.write('\n');
            tokens += score.tokenIds().size();
          }
        }
      }
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      surroundings
          .err()
          .printf("scored %,d rows, %,d tokens, into %s%n", requests.size(), tokens, output);
    } catch (IOException e) {
      throw new WorkException(
          "the scores cannot be written: " + e,
          output.toString(),
          "Check the folder, its permissions and the free space.",
          e);
    }
    return ExitCode.DONE.code();
  }
}
