package dev.nightshift.training.spark;

import dev.nightshift.inference.checkpoint.FolderSwap;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobOutcome;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.training.curriculum.Difficulties;
import dev.nightshift.training.curriculum.DifficultyWriter;
import dev.nightshift.training.data.RowPlan.Layout;
import dev.nightshift.training.data.SequenceFile;
import dev.nightshift.training.lm.LanguageModelObjective;
import dev.nightshift.training.lm.LanguageModelProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** What pre-training and fine-tuning share: they differ in what a row becomes. */
abstract class LanguageModelJob extends TrainingJob {

  static final String LAYOUT = "layout";

  private static final String TRAIN = "train";
  private static final String VALIDATION = "validation";

  /** The columns that are read. */
  abstract ExampleFields fields();

  /** A row as a sequence. */
  abstract AnswerEncoding.Sequence encode(AnswerEncoding encoding, Row row);

  /** The text of a row whose bytes count for bits per byte. */
  abstract String target(Row row);

  @Override
  protected void checkMethod(JobArguments arguments, Faults faults) {
    CurriculumOptions curriculum = new CurriculumOptions(arguments);
    curriculum.check(faults, List.of(LanguageModelObjective.ACCURACY));
    curriculum.requireDifficulty(faults);
  }

  @Override
  protected Prepared prepare(Preparation p) throws IOException {
    Path train = p.folder().resolve("data-train");
    Optional<RowDifficulty> difficulty = RowDifficulty.of(p);
    if (difficulty.isPresent()) {
      writeOrdered(p, train, difficulty.get());
    } else {
      write(p, "data", TRAIN, train, Long.MAX_VALUE, new long[1]);
    }
    Path heldOut = p.folder().resolve("data-validation");
    String from = validationFrom(p);
    long bytes = from.isEmpty() ? 0 : validation(p, from, heldOut);
    boolean measured = bytes > 0;
    try (SequenceFile file =
        SequencePreparation.open(train, p.context().input("data").reference())) {
      LanguageModelProgram draft = program(p, train, measured ? heldOut : null, bytes, 1);
      long rows = p.arguments().has("epochs") ? draft.source(file).rowsOf(p.options().epochs()) : 0;
      long steps = p.options().steps(rows);
      JobOutcome outcome =
          JobOutcome.empty().count("sequences", file.count()).count("tokens", file.tokens());
      outcome = SequencePreparation.refused(p.context(), train, 0, "", outcome);
      if (measured) {
        try (SequenceFile validation = SequenceFile.open(heldOut)) {
          outcome = outcome.count("validation-sequences", validation.count());
        }
        outcome = SequencePreparation.refused(p.context(), heldOut, 1, "validation-", outcome);
      }
      return new Prepared(
          program(p, train, measured ? heldOut : null, bytes, steps),
          steps,
          measured ? "validation/loss" : null,
          outcome);
    }
  }

  private static LanguageModelProgram program(
      Preparation p, Path train, @Nullable Path heldOut, long bytes, long steps)
      throws IOException {
    return new LanguageModelProgram(
        p.options().settings(p.context(), steps),
        p.options().tuning(),
        p.arguments().number(PretrainJob.BALANCE),
        Layout.valueOf(p.arguments().text(LAYOUT).toUpperCase(Locale.ROOT)),
        train.toString(),
        heldOut == null ? null : heldOut.toString(),
        bytes,
        p.encoding().padding(),
        new CurriculumOptions(p.arguments()).plan(train, steps, p.initial()));
  }

  /** The option that held-out rows come from: their own, or the split of the training data. */
  private static String validationFrom(Preparation p) {
    if (p.arguments().has(VALIDATION)) {
      return VALIDATION;
    }
    return p.reader().hasSplit("data", VALIDATION) ? "data" : "";
  }

  private void write(
      Preparation p, String option, String split, Path folder, long limit, long[] bytes)
      throws IOException {
    SequencePreparation.write(
        p.reader().read(option, fields(), split),
        limit,
        (row, writer) -> {
          AnswerEncoding.Sequence sequence = encode(p.encoding(), row);
          if (sequence.ids().length <= sequence.firstTarget()) {
            return false;
          }
          writer.add(sequence.ids(), sequence.firstTarget());
          bytes[0] += target(row).getBytes(StandardCharsets.UTF_8).length;
          return true;
        },
        folder,
        name());
  }

  /** Writes the training sequences with their difficulties beside them, both or none. */
  private void writeOrdered(Preparation p, Path folder, RowDifficulty difficulty)
      throws IOException {
    Path file = Difficulties.fileOf(folder);
    if (SequenceFile.exists(folder) && Files.exists(file)) {
      return;
    }
    FolderSwap.delete(folder);
    try (DifficultyWriter difficulties = new DifficultyWriter(file)) {
      SequencePreparation.write(
          p.reader().read("data", fields(), TRAIN, difficulty),
          Long.MAX_VALUE,
          (row, writer) -> {
            AnswerEncoding.Sequence sequence = encode(p.encoding(), row);
            if (sequence.ids().length <= sequence.firstTarget()) {
              return false;
            }
            writer.add(sequence.ids(), sequence.firstTarget());
            difficulty.add(row, difficulties);
            return true;
          },
          folder,
          name());
      difficulties.finish();
    }
  }

  /** Writes the held-out sequences; their bytes are kept beside them. */
  private long validation(Preparation p, String option, Path folder) throws IOException {
    Path kept = folder.resolveSibling(folder.getFileName() + ".bytes");
    if (!SequenceFile.exists(folder) || !Files.exists(kept)) {
      FolderSwap.delete(folder);
      long[] bytes = new long[1];
      write(p, option, VALIDATION, folder, p.options().validationLimit(), bytes);
      Files.writeString(kept, Long.toString(bytes[0]));
    }
    return Long.parseLong(Files.readString(kept));
  }

  @Override
  protected JobOutcome summarise(JobOutcome outcome, TrainingFlow.Result result) {
    JobOutcome more = outcome;
    for (Map.Entry<String, Double> value : result.before().entrySet()) {
      if (!value.getKey().endsWith("/units")) {
        more = more.value("before/" + value.getKey(), value.getValue());
      }
    }
    for (Map.Entry<String, Double> value : result.after().entrySet()) {
      if (!value.getKey().endsWith("/units")) {
        more = more.value(value.getKey(), value.getValue());
      }
    }
    return more;
  }
}
