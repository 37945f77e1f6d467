package dev.nightshift.training.meta;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nightshift.eval.generated.Problem;
import dev.nightshift.eval.generated.ProblemFamily;
import dev.nightshift.eval.generated.ProblemGenerator;
import dev.nightshift.eval.generated.ProblemSpace;
import dev.nightshift.eval.generated.Split;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.training.data.SequenceFile;
import dev.nightshift.training.data.SequenceWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Where tasks in words come from, and their encoding into a file that all workers read. */
public final class LanguageExamples {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SUFFIX = ".json";

  private LanguageExamples() {}

  /** A prompt with its answer. */
  public record Example(String prompt, String answer) {}

  /** An encoded example, see the sequences of answers. */
  public record Encoded(int[] ids, int firstTarget) {
    public Encoded {
      ids = ids.clone();
    }
  }

  /** Turns an example into tokens. */
  @FunctionalInterface
  public interface Encoding {
    /** The tokens of an example. */
    Encoded of(Example example);
  }

  /**
   * One task for each family of generated problems.
   *
   * @param seed seed of the draws
   * @param each examples of a task
   */
  public static Map<String, List<Example>> generated(long seed, int each) {
    Map<String, List<Example>> tasks = new LinkedHashMap<>();
    for (ProblemFamily family : ProblemFamily.values()) {
      ProblemGenerator generator = new ProblemGenerator(ProblemSpace.DEFAULT, List.of(family));
      List<Example> examples = new ArrayList<>();
      for (int i = 0; i < each; i++) {
        Problem problem = generator.problem(seed, Split.TRAIN, i);
        examples.add(new Example(problem.prompt(), " " + problem.answer()));
      }
      tasks.put(family.label(), examples);
    }
    return tasks;
  }

  /**
   * The tasks of a folder in the layout of BIG-Bench Hard: a file {@code TASK.json} each, with
   * {@code examples} of {@code input} and {@code target}.
   *
   * @throws RequestException if a file has another layout
   */
  public static Map<String, List<Example>> bigBench(Path folder) throws IOException {
    Map<String, List<Example>> tasks = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(SUFFIX)).sorted().toList()) {
        JsonNode examples = JSON.readTree(file.toFile()).path("examples");
        List<Example> own = new ArrayList<>();
        for (JsonNode example : examples) {
          if (!example.path("input").isTextual() || !example.path("target").isTextual()) {
            throw new RequestException(
                "an example has no texts 'input' and 'target'",
                file + ", example " + (own.size() + 1),
                "Give files in the layout of BIG-Bench Hard.");
          }
          own.add(
              new Example(
                  "Q: " + example.path("input").asText() + "\nA:",
                  " " + example.path("target").asText()));
        }
        String name = file.getFileName().toString();
        tasks.put(name.substring(0, name.length() - SUFFIX.length()), own);
      }
    }
    return tasks;
  }

  /**
   * Writes the examples of all tasks; a folder that is there is kept.
   *
   * @param folder becomes a file of sequences with an index beside it
   * @return the number of tasks that have any example
   */
  public static int write(Path folder, Map<String, List<Example>> tasks, Encoding encoding)
      throws IOException {
    List<LanguageTasks.Task> index = new ArrayList<>();
    Files.deleteIfExists(LanguageTasks.indexOf(folder));
    try (SequenceWriter writer = new SequenceWriter(folder)) {
      int at = 0;
      for (Map.Entry<String, List<Example>> task : tasks.entrySet()) {
        int from = at;
        for (Example example : task.getValue()) {
          Encoded encoded = encoding.of(example);
          if (encoded.ids().length > encoded.firstTarget()) {
            writer.add(encoded.ids(), encoded.firstTarget());
            at++;
          }
        }
        if (at > from) {
          index.add(new LanguageTasks.Task(task.getKey(), from, at));
        }
      }
      writer.finish();
    }
    LanguageTasks.writeIndex(folder, index);
    return index.size();
  }

  /** Whether a folder was written whole. */
  public static boolean exists(Path folder) {
    return SequenceFile.exists(folder) && Files.exists(LanguageTasks.indexOf(folder));
  }
}
