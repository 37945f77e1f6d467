package dev.nightshift.training.spark;

import dev.nightshift.training.curriculum.Difficulties;
import dev.nightshift.training.curriculum.DifficultyWriter;
import dev.nightshift.training.data.SequenceWriter;
import dev.nightshift.training.spark.TrainingJob.Preparation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.jspecify.annotations.Nullable;

/**
 * Turns the rows of an input into sequences that all workers read, on the side that each example's
 * prompt belongs to, and what cannot be learnt from into rejects. Rows stream through the driver in
 * an order that does not depend on their partitions. What is prepared already is kept: its name
 * belongs to one run, whose inputs are pinned.
 */
public final class SplitRows {

  private final Preparation preparation;
  private final String stage;

  /**
   * Rows of a job.
   *
   * @param stage name of the job, for rejects
   */
  SplitRows(Preparation preparation, String stage) {
    this.preparation = preparation;
    this.stage = stage;
  }

  /** What rows mean. */
  public interface Meaning {
    /** The columns that say it, all of which the input has. */
    List<String> columns();

    /** The examples of a row; where one cannot be learnt from, none of them is written. */
    List<Example> of(Row row) throws RefusedExample;
  }

  /**
   * Something to learn from.
   *
   * @param prompt decides its side
   * @param promptCut whether the prompt lost its beginning
   * @param answerCut whether an answer lost its end
   * @param writing writes its sequences
   */
  public record Example(String prompt, boolean promptCut, boolean answerCut, Writing writing) {

    /** One that nothing was cut off. */
    public Example(String prompt, Writing writing) {
      this(prompt, false, false, writing);
    }
  }

  /** Writes sequences. */
  public interface Writing {
    void to(SequenceWriter writer) throws IOException;
  }

  /**
   * Where examples go.
   *
   * @param train folder of those to train on, or null where none are
   * @param heldOut folder of those that are held out, or null where none are
   * @param held whether the examples of a prompt are held out
   * @param limit the greatest number of held-out examples; the first ones
   */
  record Target(@Nullable Path train, @Nullable Path heldOut, Predicate<String> held, long limit) {}

  /**
   * Prepares an input, and appends its rejects.
   *
   * @param option the option that names it
   * @param split the value of the column {@code split} to keep, where there is such a column
   * @param segment of the rejects
   * @param difficulty how hard the rows are, which is written beside the examples to train on; null
   *     where nobody asks
   */
  PreferenceTally prepare(
      String option,
      String split,
      Meaning meaning,
      Target target,
      long segment,
      @Nullable RowDifficulty difficulty)
      throws IOException {
    Path told = preparation.folder().resolve(option + ".tally.json");
    Path rejects = preparation.folder().resolve(option + ".rejects.jsonl");
    if (!Files.exists(told)) {
      Map<String, Long> refusals = new TreeMap<>();
      long read = 0;
      long promptsCut = 0;
      long answersCut = 0;
      try (ExampleRejects refused = new ExampleRejects(rejects, stage);
          Sides sides = new Sides(target, difficulty)) {
        Iterator<Row> rows = rows(option, split, meaning, difficulty).toLocalIterator();
        while (rows.hasNext()) {
          Row row = rows.next();
          read++;
          try {
            ExampleRejects.requireParsed(row);
            for (Example example : meaning.of(row)) {
              sides.add(example, row);
              promptsCut += example.promptCut() ? 1 : 0;
              answersCut += example.answerCut() ? 1 : 0;
            }
          } catch (RefusedExample e) {
            refusals.merge(e.reason(), 1L, Long::sum);
            refused.add(row, e);
          }
        }
        sides.finish();
      }
      new PreferenceTally(read, promptsCut, answersCut, refusals).write(told);
    }
    ExampleRejects.append(preparation.context(), rejects, segment);
    return PreferenceTally.of(told);
  }

  private Dataset<Row> rows(
      String option, String split, Meaning meaning, @Nullable RowDifficulty difficulty) {
    Dataset<Row> rows = ExampleReader.withFile(preparation.reader().rows(option));
    Column[] content = meaning.columns().stream().map(functions::col).toArray(Column[]::new);
    List<Column> wanted = new ArrayList<>(Arrays.asList(content));
    List<String> there = Arrays.asList(rows.columns());
    Stream.concat(ExampleReader.ORIGIN.stream(), Stream.of(ExampleReader.UNPARSED))
        .filter(there::contains)
        .map(functions::col)
        .forEach(wanted::add);
    Dataset<Row> kept = ExampleReader.ofSplit(rows, split);
    if (difficulty != null) {
      kept = difficulty.with(kept, content);
      RowDifficulty.COLUMNS.stream().map(functions::col).forEach(wanted::add);
    }
    return kept.orderBy(ExampleReader.order(rows, content)).select(wanted.toArray(Column[]::new));
  }

  /** The folders that are being written. */
  private static final class Sides implements AutoCloseable {
    private final Target target;
    private final @Nullable SequenceWriter train;
    private final @Nullable SequenceWriter heldOut;
    private final @Nullable RowDifficulty difficulty;
    private final @Nullable DifficultyWriter difficulties;
    private long held;

    Sides(Target target, @Nullable RowDifficulty difficulty) throws IOException {
      this.target = target;
      this.train = target.train() == null ? null : new SequenceWriter(target.train());
      this.heldOut = target.heldOut() == null ? null : new SequenceWriter(target.heldOut());
      this.difficulty = difficulty;
      this.difficulties =
          difficulty == null || target.train() == null
              ? null
              : new DifficultyWriter(Difficulties.fileOf(target.train()));
    }

    void add(Example example, Row row) throws IOException {
      if (!target.held().test(example.prompt())) {
        if (train != null) {
          example.writing().to(train);
        }
        if (difficulty != null && difficulties != null) {
          difficulty.add(row, difficulties);
        }
      } else if (heldOut != null && held < target.limit()) {
        example.writing().to(heldOut);
        held++;
      }
    }

    void finish() throws IOException {
      if (difficulties != null) {
        difficulties.finish();
      }
      for (SequenceWriter writer : new SequenceWriter[] {train, heldOut}) {
        if (writer != null) {
          writer.finish();
        }
      }
    }

    @Override
    public void close() throws IOException {
      if (difficulties != null) {
        difficulties.close();
      }
      for (SequenceWriter writer : new SequenceWriter[] {train, heldOut}) {
        if (writer != null) {
          writer.close();
        }
      }
    }
  }
}
