package dev.nightshift.training.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nightshift.eval.generated.Problem;
import dev.nightshift.eval.generated.ProblemFamily;
import dev.nightshift.eval.generated.ProblemGenerator;
import dev.nightshift.eval.generated.ProblemSpace;
import dev.nightshift.eval.generated.Split;
import dev.nightshift.eval.stats.Interval;
import dev.nightshift.eval.stats.OverSeeds;
import dev.nightshift.inference.forward.Decoder;
import dev.nightshift.inference.model.ModelConfig;
import dev.nightshift.inference.tensor.NamedTensors;
import dev.nightshift.inference.tensor.NativeThreads;
import dev.nightshift.training.curriculum.CurriculumKind;
import dev.nightshift.training.curriculum.CurriculumPlan;
import dev.nightshift.training.curriculum.CurriculumSettings;
import dev.nightshift.training.curriculum.Difficulties;
import dev.nightshift.training.curriculum.DifficultyWriter;
import dev.nightshift.training.data.RowPlan.Layout;
import dev.nightshift.training.data.SequenceWriter;
import dev.nightshift.training.decoder.DecoderSettings;
import dev.nightshift.training.decoder.WorkingModel;
import dev.nightshift.training.lm.LanguageModelProgram;
import dev.nightshift.training.lm.TinyLlama;
import dev.nightshift.training.optimizer.AdamWSettings;
import dev.nightshift.training.optimizer.LearningRateSchedule;
import dev.nightshift.training.reduction.OneWorker;
import dev.nightshift.training.state.CheckpointStore;
import dev.nightshift.training.state.Segment;
import dev.nightshift.training.state.SegmentReport;
import dev.nightshift.training.state.SegmentWork;
import dev.nightshift.training.state.TrainingSettings;
import dev.nightshift.training.state.Worker;
import dev.nightshift.training.trainer.Lanes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.bytedeco.javacpp.PointerScope;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Curricula against a random order: steps to the held-out loss that random epochs end with, and the
 * difference of the losses at the end over the same seeds, on the ladder of generated arithmetic
 * (harder: larger terms) and on the answers of GSM8K (harder: longer), letter by letter. Prints
 * figures; run it with the profile {@code bench}, and with {@code -Dcurriculum.steps=400
 * -Dcurriculum.every=20 -Dcurriculum.seeds=5
 * -Dcurriculum.arms=random,uniform,linear,root,bandit,self-paced,anti}. {@code anti} is linear from
 * hard to easy.
 */
@Tag("bench")
class CurriculumBench {

  private static final String RANDOM = "random";
  private static final String ANTI = "anti";

  private static final int SEEDS = Integer.getInteger("curriculum.seeds", 5);
  private static final int STEPS = Integer.getInteger("curriculum.steps", 400);
  private static final int EVERY = Integer.getInteger("curriculum.every", 20);
  private static final List<String> ARMS =
      List.of(
          System.getProperty("curriculum.arms", "random,uniform,linear,root,bandit,self-paced,anti")
              .split(","));
  private static final int BATCH = 16;
  private static final int LENGTH = 128;

  @TempDir Path folder;

  /** A text with where its answer begins, and how hard it is. */
  private record Example(String text, int answer, double difficulty) {}

  @Test
  void generatedArithmetic() throws IOException {
    ProblemGenerator problems =
        new ProblemGenerator(
            ProblemSpace.DEFAULT, List.of(ProblemFamily.SUM, ProblemFamily.DIFFERENCE));
    compare(
        "arithmetic",
        problems(problems, Split.TRAIN, 4000),
        problems(problems, Split.HELD_OUT, 200));
  }

  private static List<Example> problems(ProblemGenerator generator, Split split, int count) {
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Problem problem = generator.problem(1, split, i);
      int largest = Math.max(problem.operands().a(), problem.operands().b());
      String prompt = problem.question() + " ";
      examples.add(new Example(prompt + problem.answer(), prompt.length(), largest));
    }
    return examples;
  }

  @Test
  void answersOfGsm8k() throws IOException {
    Path shared =
        Path.of(System.getProperty("nightshift.root", "../.."), "../shared/data/gsm8k").normalize();
    Assumptions.assumeTrue(Files.isDirectory(shared), () -> "no shared test data: " + shared);
    compare("gsm8k", gsm8k(shared, "train", 4000), gsm8k(shared, "test", 100));
  }

  private static List<Example> gsm8k(Path folder, String split, int count) throws IOException {
    ObjectMapper json = new ObjectMapper();
    List<Path> files;
    try (var all = Files.walk(folder)) {
      files =
          all.filter(f -> f.getFileName().toString().equals(split + ".jsonl")).sorted().toList();
    }
    Assumptions.assumeFalse(files.isEmpty(), () -> folder + " has no " + split + ".jsonl");
    List<Example> examples = new ArrayList<>();
    for (String line : Files.readAllLines(files.get(0))) {
      JsonNode row = json.readTree(line);
      String answer = row.path("answer").asText();
      if (examples.size() < count) {
        examples.add(
            new Example(
                answer.substring(0, Math.min(LENGTH, answer.length())), 1, answer.length()));
      }
    }
    return examples;
  }

  private void compare(String name, List<Example> train, List<Example> heldOut) throws IOException {
    Path data = write(name + "-train", train);
    Path validation = write(name + "-held-out", heldOut);
    assertThat(ARMS).contains(RANDOM);
    Map<String, List<TreeMap<Long, Double>>> curves = new LinkedHashMap<>();
    for (String arm : ARMS) {
      for (int seed = 1; seed <= SEEDS; seed++) {
        curves
            .computeIfAbsent(arm, key -> new ArrayList<>())
            .add(run(name + "-" + arm + "-" + seed, data, validation, settings(arm), seed));
      }
    }
    double[] random = ends(curves.get(RANDOM));
    double target = median(random);
    System.out.printf(
        Locale.ROOT,
        "%s, %d steps, %d seeds; target %.4f nats, median end of the random order%n",
        name,
        STEPS,
        SEEDS,
        target);
    curves.forEach((arm, runs) -> print(arm, runs, target, random));
    assertThat(curves).hasSize(ARMS.size());
  }

  private static @Nullable CurriculumSettings settings(String arm) {
    if (arm.equals(RANDOM)) {
      return null;
    }
    boolean anti = arm.equals(ANTI);
    CurriculumKind kind = anti ? CurriculumKind.LINEAR : CurriculumKind.of(arm).orElseThrow();
    CurriculumSettings settings = CurriculumSettings.of(kind, .05, Math.max(1, STEPS / 2));
    return anti ? settings.reversed() : settings;
  }

  private static double[] ends(List<TreeMap<Long, Double>> runs) {
    return runs.stream().mapToDouble(curve -> curve.lastEntry().getValue()).toArray();
  }

  /** The middle value, of an even number the lower one of both. */
  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[(sorted.length - 1) / 2];
  }

  private static void print(
      String arm, List<TreeMap<Long, Double>> runs, double target, double[] random) {
    double[] reached =
        runs.stream()
            .flatMap(
                curve ->
                    curve.entrySet().stream()
                        .filter(entry -> entry.getValue() <= target)
                        .map(Map.Entry::getKey)
                        .limit(1))
            .mapToDouble(Long::doubleValue)
            .sorted()
            .toArray();
    String steps =
        reached.length == 0
            ? "none"
            : String.format(
                Locale.ROOT,
                "%.0f [%.0f, %.0f]",
                median(reached),
                reached[0],
                reached[reached.length - 1]);
    double[] ends = ends(runs);
    System.out.printf(
        Locale.ROOT,
        "  %-12s %d of %d seeds reach it, median steps of those %s; end %.4f, less random %s%n",
        arm,
        reached.length,
        ends.length,
        steps,
        Arrays.stream(ends).average().orElseThrow(),
        arm.equals(RANDOM) ? "-" : difference(random, ends));
  }

  /** Mean with its 95 % interval by Student's t over the seeds, which are paired. */
  private static String difference(double[] random, double[] ends) {
    OverSeeds over = OverSeeds.ofDifference(column(random), column(ends), List.of("end"));
    Interval interval = over.overSeeds();
    return interval == null
        ? String.format(Locale.ROOT, "%+.4f", over.mean())
        : String.format(
            Locale.ROOT, "%+.4f [%+.4f, %+.4f]", over.mean(), interval.low(), interval.high());
  }

  private static double[][] column(double[] values) {
    return Arrays.stream(values).mapToObj(value -> new double[] {value}).toArray(double[][]::new);
  }

  private TreeMap<Long, Double> run(
      String name, Path data, Path validation, @Nullable CurriculumSettings curriculum, int seed)
      throws IOException {
    String json = TinyLlama.wideJson().replace("\"vocab_size\": 64", "\"vocab_size\": 128");
    ModelConfig config = ModelConfig.parse(json);
    TrainingSettings settings =
        new TrainingSettings(
            seed, BATCH, 8, LENGTH, LearningRateSchedule.constant(2e-3), AdamWSettings.DEFAULT, 1);
    LanguageModelProgram program =
        new LanguageModelProgram(
            settings,
            DecoderSettings.DEFAULT,
            0,
            Layout.PADDED,
            data.toString(),
            validation.toString(),
            0,
            0,
            curriculum == null
                ? null
                : new CurriculumPlan(curriculum, Difficulties.fileOf(data).toString()));
    CheckpointStore store = new CheckpointStore(folder.resolve(name));
    Path template = Files.createDirectories(folder.resolve("template"));
    Files.writeString(template.resolve("config.json"), json);
    CheckpointStore.writeAtomically(
        store.initial(),
        initial -> {
          try (PointerScope scope = new PointerScope();
              NamedTensors weights = Decoder.initialize(config, seed)) {
            WorkingModel.write(initial, weights.asMap(), template);
          }
        });
    TreeMap<Long, Double> curve = new TreeMap<>();
    for (Segment segment : Segment.chain(STEPS, EVERY, EVERY)) {
      try (OneWorker exchange = new OneWorker();
          Lanes lanes = new Lanes(NativeThreads.ofProcess())) {
        Path live = folder.resolve("live");
        SegmentWork.run(program, store, segment, live, new Worker(exchange, lanes));
      }
      for (SegmentReport.Value value : store.report(segment.to()).values()) {
        if (value.name().equals("validation/loss")) {
          curve.put(segment.to(), value.value());
        }
      }
      store.removeBefore(segment.to(), OptionalLong.empty());
    }
    return curve;
  }

  /** Letters as tokens: those of ASCII are themselves, all others one. */
  private Path write(String name, List<Example> examples) throws IOException {
    Path data = folder.resolve(name);
    try (SequenceWriter writer = new SequenceWriter(data);
        DifficultyWriter difficulties = new DifficultyWriter(Difficulties.fileOf(data))) {
      for (int i = 0; i < examples.size(); i++) {
        Example example = examples.get(i);
        int[] ids = example.text().chars().map(c -> c < 127 ? Math.max(1, c) : 127).toArray();
        if (ids.length > example.answer()) {
          writer.add(ids, example.answer());
          difficulties.add(Integer.toString(i), example.difficulty());
        }
      }
      writer.finish();
      difficulties.finish();
    }
    return data;
  }
}
