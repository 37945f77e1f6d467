package dev.nightshift.training.meta;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nightshift.eval.generated.Problem;
import dev.nightshift.eval.generated.ProblemFamily;
import dev.nightshift.eval.generated.ProblemGenerator;
import dev.nightshift.eval.generated.ProblemSpace;
import dev.nightshift.eval.generated.Split;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.schema.random.CounterRandom;
import dev.nightshift.training.data.SequenceFile;
import dev.nightshift.training.data.SequenceWriter;
import dev.nightshift.training.meta.TaskFamily.Side;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Where tasks in words come from, and their encoding into a file that all workers read. */
public final class LanguageExamples {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SUFFIX = ".json";
  private static final String LAYOUT =
      "Give files in the layout of BIG-Bench Hard: {\"examples\": [{\"input\": …, \"target\": …}]}.";
  private static final int MOST_REPEATS = 1_000;

  private LanguageExamples() {}

  /** A prompt with its answer. */
  public record Example(String prompt, String answer) {}

  /**
   * An encoded example, see the sequences of answers.
   *
   * @param ids the tokens of prompt and answer; none where the answer does not fit
   * @param firstTarget the first token of the answer
   * @param cut whether the prompt lost its beginning
   */
  public record Encoded(int[] ids, int firstTarget, boolean cut) {
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
   * One task for each family of generated problems, no two of whose problems have the same
   * operands. Families to measure on have the generator's held-out operands, which no family to
   * learn on has, in no order or wording. Of these pairs a family has about 150 to 970.
   *
   * @param seed seed of the draws; each family has a seed of its own, made of this and its label
   * @param each examples of a task, where there are so many
   * @param share share of the families for the test, see {@link TaskSides}
   */
  public static Map<String, List<Example>> generated(long seed, int each, double share) {
    Map<String, Side> sides =
        TaskSides.of(
            Arrays.stream(ProblemFamily.values()).map(ProblemFamily::label).toList(), share);
    Map<String, List<Example>> tasks = new LinkedHashMap<>();
    for (ProblemFamily family : ProblemFamily.values()) {
      Split split = sides.get(family.label()) == Side.TRAIN ? Split.TRAIN : Split.HELD_OUT;
      List<Example> examples = new ArrayList<>();
      for (Problem problem : distinct(seed, family, split, each)) {
        examples.add(new Example(problem.prompt(), " " + problem.answer()));
      }
      tasks.put(family.label(), examples);
    }
    return tasks;
  }

  /** Problems whose operands differ; fewer where no new ones are found any more. */
  static List<Problem> distinct(long seed, ProblemFamily family, Split split, int each) {
    ProblemGenerator generator = new ProblemGenerator(ProblemSpace.DEFAULT, List.of(family));
    long own = CounterRandom.of(seed, "language/generated", family.label()).nextLong();
    List<Problem> problems = new ArrayList<>();
    Set<String> keys = new HashSet<>();
    int repeats = 0;
    for (long i = 0; problems.size() < each && repeats < MOST_REPEATS; i++) {
      Problem problem = generator.problem(own, split, i);
      if (keys.add(problem.operandsKey())) {
        problems.add(problem);
        repeats = 0;
      } else {
        repeats++;
      }
    }
    return problems;
  }

  /**
   * The tasks of files in the layout of BIG-Bench Hard: {@code TASK.json}, with {@code examples} of
   * {@code input} and {@code target}.
   *
   * @throws RequestException that names each file that has another layout
   */
  public static Map<String, List<Example>> bigBench(List<Path> files) throws IOException {
    Map<String, List<Example>> tasks = new TreeMap<>();
    Faults faults = new Faults();
    for (Path file : files) {
      String name = String.valueOf(file.getFileName());
      name = name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
      if (tasks.putIfAbsent(name, examples(file, faults)) != null) {
        faults.add(
            "two files have the task '" + name + "'",
            file.toString(),
            "Give each task in one file.");
      }
    }
    faults.throwIfAny();
    return tasks;
  }

  private static List<Example> examples(Path file, Faults faults) throws IOException {
    JsonNode examples;
    try {
      examples = JSON.readTree(file.toFile()).path("examples");
    } catch (JacksonException e) {
      String where =
          e.getLocation() == null ? file.toString() : file + ":" + e.getLocation().getLineNr();
      faults.add("the file is no JSON", where, LAYOUT);
      return List.of();
    }
    if (!examples.isArray() || examples.isEmpty()) {
      faults.add("the file has no list 'examples'", file.toString(), LAYOUT);
      return List.of();
    }
    List<Example> own = new ArrayList<>();
    List<Integer> wrong = new ArrayList<>();
    for (JsonNode example : examples) {
      JsonNode input = example.path("input");
      JsonNode target = example.path("target");
      if (input.isTextual() && target.isTextual() && !target.asText().isBlank()) {
        own.add(new Example("Q: " + input.asText() + "\nA:", " " + target.asText()));
      } else {
        wrong.add(own.size() + wrong.size() + 1);
      }
    }
    if (!wrong.isEmpty()) {
      faults.add(
          String.format(
              Locale.ROOT,
              "%d of %d examples have no texts 'input' and 'target', the first is example %d",
              wrong.size(),
              examples.size(),
              wrong.get(0)),
          file.toString(),
          LAYOUT);
    }
    return own;
  }

  /**
   * What became of the examples.
   *
   * @param tasks number of tasks of each side, by its name
   * @param examples examples that were written
   * @param cut those whose prompt lost its beginning
   * @param overlong those left out since their answer does not fit
   * @param repeated those left out since their task has their prompt already
   * @param small tasks left out since they have too few examples
   */
  public record Written(
      Map<String, Integer> tasks, int examples, int cut, int overlong, int repeated, int small) {
    public Written {
      tasks = Map.copyOf(tasks);
    }

    /** Number of tasks of a side. */
    public int of(Side side) {
      return tasks.getOrDefault(side.name(), 0);
    }
  }

  /**
   * Writes the examples of all tasks. A prompt that stands twice in a task is taken once, so that
   * no problem is both in a support and in a query.
   *
   * @param folder becomes a file of sequences with an index beside it
   * @param least examples that an episode takes
   * @param share share of the tasks for the test, see {@link TaskSides}
   * @throws RequestException if a side is left without a task
   */
  public static void write(
      Path folder, Map<String, List<Example>> tasks, Encoding encoding, int least, double share)
      throws IOException {
    Map<String, Side> sides = TaskSides.of(tasks.keySet(), share);
    List<LanguageTasks.Task> index = new ArrayList<>();
    Map<String, Integer> counts = new TreeMap<>();
    int cut = 0;
    int overlong = 0;
    int repeated = 0;
    int small = 0;
    int at = 0;
    Files.deleteIfExists(LanguageTasks.indexOf(folder));
    try (SequenceWriter writer = new SequenceWriter(folder)) {
      for (Map.Entry<String, List<Example>> task : tasks.entrySet()) {
        Set<String> prompts = new HashSet<>();
        List<Encoded> own = new ArrayList<>();
        for (Example example : task.getValue()) {
          if (!prompts.add(example.prompt())) {
            repeated++;
            continue;
          }
          Encoded encoded = encoding.of(example);
          if (encoded.ids().length == 0) {
            overlong++;
          } else {
            own.add(encoded);
          }
        }
        if (own.size() < least) {
          small++;
          continue;
        }
        for (Encoded encoded : own) {
          writer.add(encoded.ids(), encoded.firstTarget());
          cut += encoded.cut() ? 1 : 0;
        }
        Side side = sides.getOrDefault(task.getKey(), Side.TRAIN);
        index.add(new LanguageTasks.Task(task.getKey(), side, at, at + own.size()));
        counts.merge(side.name(), 1, Integer::sum);
        at += own.size();
      }
      if (counts.size() < Side.values().length) {
        throw tooFew(tasks.size(), index.size(), least, share, counts);
      }
      writer.finish();
    }
    LanguageTasks.writeIndex(
        folder, index, new Written(counts, at, cut, overlong, repeated, small));
  }

  private static RequestException tooFew(
      int all, int enough, int least, double share, Map<String, Integer> counts) {
    return new RequestException(
        String.format(
            Locale.ROOT,
            "of %d tasks %d have %d examples that fit: %d are to learn on, %d to measure on the way"
                + " and %d for the test, with %s held out",
            all,
            enough,
            least,
            counts.getOrDefault(Side.TRAIN.name(), 0),
            counts.getOrDefault(Side.VALIDATION.name(), 0),
            counts.getOrDefault(Side.TEST.name(), 0),
            share),
        "options 'data', 'shots', 'queries', 'max-length' and 'held-out-tasks'",
        "Each side needs a task: give at least three that are no variants of each other, with"
            + " enough examples, or hold out fewer.");
  }

  /** What {@link #write} said of a folder that was written whole. */
  public static Written written(Path folder) throws IOException {
    return LanguageTasks.index(folder).written();
  }

  /** Whether a folder was written whole. */
  public static boolean exists(Path folder) {
    return SequenceFile.exists(folder) && Files.exists(LanguageTasks.indexOf(folder));
  }
}
