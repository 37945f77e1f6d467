package dev.nightshift.training.spark.difficulty;

import dev.nightshift.runtime.job.Input;
import dev.nightshift.runtime.job.Job;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.runtime.job.JobOption;
import dev.nightshift.runtime.job.JobOutcome;
import dev.nightshift.runtime.job.OptionKind;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.training.curriculum.DifficultyManifest;
import dev.nightshift.training.curriculum.LevelScores;
import dev.nightshift.training.spark.ExampleReader;
import dev.nightshift.training.spark.OptionChecks;
import dev.nightshift.training.spark.Publication;
import dev.nightshift.training.spark.TrainingFlow;
import dev.nightshift.training.spark.difficulty.LevelledTexts.Levelled;
import dev.nightshift.training.state.CheckpointStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The job {@code train-difficulty}: a classifier that learns levels of difficulty from rows to
 * which people gave some, beside the most frequent level and beside the length alone.
 */
public final class TrainDifficultyJob implements Job {

  private static final String DATA = "data";
  private static final String LEVEL = "level-field";
  private static final String OUTPUT = "output";
  private static final String BUCKETS = "buckets";
  private static final String L2 = "l2";
  private static final String HOLDOUT = "holdout";
  private static final String PIPELINE = "pipeline";

  @Override
  public String name() {
    return "train-difficulty";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "train a classifier of difficulty on rows to which people gave levels";
  }

  @Override
  public String example() {
    return "--data math.jsonl --text-field problem --output models/difficulty";
  }

  @Override
  public List<JobOption> options() {
    return List.of(
        JobOption.required(
            DATA, OptionKind.INPUT, "Rows with levels: table:NAME, a file, a folder or a URI"),
        JobOption.of(
            LEVEL,
            OptionKind.TEXT,
            "level",
            "Column of the levels, also inside meta: numbers, or texts such as Level 3"),
        KeyedTexts.option(),
        JobOption.required(OUTPUT, OptionKind.OUTPUT_PATH, "Folder of the new classifier"),
        JobOption.of(
            HOLDOUT,
            OptionKind.NUMBER,
            ".1",
            "Share of the texts that is held out, by the digest of the text"),
        JobOption.of(
            BUCKETS,
            OptionKind.INTEGER,
            "16384",
            "Buckets that words, numbers and signs fall into"),
        JobOption.of(L2, OptionKind.NUMBER, ".1", "Strength of the penalty on squared weights"));
  }

  @Override
  public void check(JobArguments arguments, Faults faults) {
    OptionChecks checks = new OptionChecks(arguments, faults);
    checks.range(HOLDOUT, Math.nextUp(0.0), Math.nextDown(1.0));
    checks.count(BUCKETS, 1);
    checks.range(L2, 0, Double.MAX_VALUE);
  }

  @Override
  public JobOutcome run(JobContext context, JobArguments arguments) {
    Faults faults = new Faults();
    check(arguments, faults);
    faults.throwIfAny();
    Path output = Path.of(arguments.text(OUTPUT)).toAbsolutePath().normalize();
    return TrainingFlow.files(
        "job " + name(),
        output,
        () -> {
          if (!Files.exists(output)) {
            train(context, arguments, output);
          }
          return finish(context, output);
        });
  }

  private void train(JobContext context, JobArguments arguments, Path output) throws IOException {
    LevelledTexts texts = LevelledTexts.of(rows(context, arguments), arguments.number(HOLDOUT));
    double[] levels = texts.levels();
    refuseTooFew(texts, levels, context.input(DATA));
    Dataset<Row> trained = LevelledTexts.rows(context.spark(), texts.trained(), levels).cache();
    Dataset<Row> heldOut = LevelledTexts.rows(context.spark(), texts.heldOut(), levels);
    DifficultyClassifier.Settings settings =
        new DifficultyClassifier.Settings(arguments.smallInteger(BUCKETS), arguments.number(L2));
    DifficultyClassifier classifier = DifficultyClassifier.train(trained, levels, settings);
    DifficultyClassifier byLength =
        DifficultyClassifier.train(
            trained, levels, new DifficultyClassifier.Settings(0, settings.l2()));
    Map<String, Double> values = new LinkedHashMap<>(classifier.scores(heldOut).values(""));
    values.putAll(byLength.scores(heldOut).values("length-"));
    values.putAll(majority(texts).values("majority-"));
    trained.unpersist();
    DifficultyManifest manifest =
        new DifficultyManifest(
            DifficultyManifest.FORMAT,
            classifier.digest(),
            context.runId(),
            context.seed(),
            name() + " " + version(),
            Map.of(context.input(DATA).reference(), context.input(DATA).digest()),
            arguments.asMap(),
            Arrays.stream(levels).boxed().toList(),
            counts(texts),
            values);
    Files.createDirectories(output.getParent());
    CheckpointStore.writeAtomically(
        output,
        folder -> {
          classifier.save(folder.resolve(PIPELINE));
          manifest.write(folder);
        });
  }

  /** Text and level of each row that has both. */
  private static Iterable<Row> rows(JobContext context, JobArguments arguments) {
    KeyedTexts texts =
        KeyedTexts.of(
            new ExampleReader(context).rows(DATA), context.input(DATA), DATA, arguments, false);
    Column level = texts.column(arguments.text(LEVEL), LEVEL).cast("string");
    return () -> texts.with(level).toLocalIterator();
  }

  /** What always saying the most frequent level scores; the lower one of several. */
  private static LevelScores majority(LevelledTexts texts) {
    Map<Double, Long> counts = new TreeMap<>();
    texts.trained().forEach(text -> counts.merge(text.level(), 1L, Long::sum));
    double most =
        counts.entrySet().stream()
            .reduce((one, other) -> other.getValue() > one.getValue() ? other : one)
            .orElseThrow()
            .getKey();
    double[] given = texts.heldOut().stream().mapToDouble(Levelled::level).toArray();
    double[] said = DoubleStream.generate(() -> most).limit(given.length).toArray();
    return LevelScores.of(given, said, said);
  }

  private static Map<String, Long> counts(LevelledTexts texts) {
    Map<String, Long> counts = new LinkedHashMap<>();
    counts.put("trained", (long) texts.trained().size());
    counts.put("held-out", (long) texts.heldOut().size());
    counts.put("contradictory", texts.contradictory());
    return counts;
  }

  private static void refuseTooFew(LevelledTexts texts, double[] levels, Input input) {
    Faults faults = new Faults();
    if (levels.length < 2) {
      faults.add(
          "the texts have " + levels.length + " level" + (levels.length == 1 ? "" : "s"),
          input.reference(),
          "Give texts of two levels at least.");
    }
    int least = Math.min(texts.trained().size(), texts.heldOut().size());
    if (least < LevelledTexts.LEAST) {
      faults.add(
          "there are "
              + texts.trained().size()
              + " texts to learn from and "
              + texts.heldOut().size()
              + " held out, of "
              + LevelledTexts.LEAST
              + " needed",
          input.reference(),
          "Give more texts, or change --holdout.");
    }
    faults.throwIfAny();
  }

  /** The classifier of a folder. */
  static DifficultyClassifier load(Path folder) {
    return DifficultyClassifier.load(folder.resolve(PIPELINE), manifest(folder).levels());
  }

  /** The manifest of a folder. */
  static DifficultyManifest manifest(Path folder) {
    try {
      return DifficultyManifest.read(folder);
    } catch (IOException e) {
      throw new RequestException(
          "'" + folder + "' holds no classifier of difficulty: " + e.getMessage(),
          "option 'model'",
          "Train one with the job train-difficulty.");
    }
  }

  private JobOutcome finish(JobContext context, Path output) throws IOException {
    boolean own =
        Files.exists(output.resolve(DifficultyManifest.FILE))
            && manifest(output).runId().equals(context.runId());
    if (!own) {
      throw new RequestException(
          "the output exists and is not of this run: " + output,
          "option 'output'",
          "Models are named by digest and never replaced: give another folder.");
    }
    DifficultyManifest manifest = DifficultyManifest.read(output);
    Publication.append(
        context,
        new Publication.ModelRow(
            manifest.digest(),
            manifest.digest(),
            null,
            name(),
            null,
            output.toString(),
            context.clock().instant()));
    context
        .progress()
        .line(
            String.format(
                Locale.ROOT,
                "%d held out: accuracy %.3f, levels off %.3f; by length %.3f, %.3f; most frequent"
                    + " level %.3f, %.3f",
                manifest.counts().get("held-out"),
                manifest.values().get("accuracy"),
                manifest.values().get("mean-absolute-error"),
                manifest.values().get("length-accuracy"),
                manifest.values().get("length-mean-absolute-error"),
                manifest.values().get("majority-accuracy"),
                manifest.values().get("majority-mean-absolute-error")));
    return new JobOutcome(manifest.counts(), manifest.values(), Map.of())
        .artifact("difficulty-model", output.toString());
  }
}
