package dev.nightshift.training.spark;

import dev.nightshift.inference.tokenizer.ChatTemplate;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.training.data.SequenceWriter;
import dev.nightshift.training.spark.PreferenceEncoding.Encoded;
import dev.nightshift.training.spark.PreferenceRows.Ranking;
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
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Turns rows of preferences into examples of tokens that all workers read, and what cannot be
 * learnt from into rejects. Rows stream through the driver in an order that does not depend on
 * their partitions. What is prepared already is kept: its name belongs to one run, whose inputs are
 * pinned.
 */
final class PreferencePreparation {

  private final TrainingJob.Preparation preparation;
  private final String stage;
  private final Ranking ranking;
  private final boolean applied;
  private final PreferenceEncoding encoding;
  private final @Nullable Dialogue dialogue;

  /**
   * A preparation.
   *
   * @param preparation of the job
   * @param stage name of the job, for rejects
   * @param ranking which pairs a ranking gives
   * @param applied whether texts go through the model's chat template
   * @param truncates whether overlong prompts lose their beginnings
   */
  PreferencePreparation(
      TrainingJob.Preparation preparation,
      String stage,
      Ranking ranking,
      boolean applied,
      boolean truncates) {
    this.preparation = preparation;
    this.stage = stage;
    this.ranking = ranking;
    this.applied = applied;
    this.encoding = new PreferenceEncoding(preparation.encoding(), truncates);
    this.dialogue =
        ChatTemplate.load(preparation.model().tokenizerFolder()).map(Dialogue::new).orElse(null);
  }

  /**
   * Where the examples of an input go.
   *
   * @param train folder of those to train on, or null where none are
   * @param heldOut folder of those that are held out, or null where none are
   * @param held whether the examples of a prompt are held out
   * @param limit the greatest number of held-out examples; the first ones
   */
  record Target(
      @Nullable Path train, @Nullable Path heldOut, Predicate<String> held, long limit) {}

  /**
   * The form of an input.
   *
   * @throws RequestException if it has none, or needs a chat template that the model has not
   */
  PreferenceForm form(String option) {
    String input = preparation.context().input(option).reference();
    StructType schema = preparation.reader().rows(option).schema();
    PreferenceForm form =
        PreferenceForm.of(Arrays.asList(schema.fieldNames()), input, option);
    boolean messages =
        form != PreferenceForm.RANKED
            && form.columns(Arrays.asList(schema.fieldNames())).stream()
                .anyMatch(name -> schema.apply(name).dataType() instanceof ArrayType);
    if (dialogue == null && (messages || applied)) {
      throw new RequestException(
          "input '" + input + "' needs a chat template, and the model has none",
          "option '" + option + "'",
          "Give a model whose tokenizer_config.json has one, or texts in the place of messages.");
    }
    return form;
  }

  /**
   * Prepares an input, and appends its rejects.
   *
   * @param option the option that names it
   * @param split the value of the column {@code split} to keep, where there is such a column
   * @param target where the examples go
   * @param segment of the rejects
   */
  PreferenceTally prepare(String option, String split, Target target, long segment)
      throws IOException {
    Path told = preparation.folder().resolve(option + ".tally.json");
    Path rejects = preparation.folder().resolve(option + ".rejects.jsonl");
    if (!Files.exists(told)) {
      PreferenceForm form = form(option);
      Tallying tallying = new Tallying();
      try (ExampleRejects refused = new ExampleRejects(rejects, stage);
          Sides sides = new Sides(target)) {
        Iterator<Row> rows = rows(option, split, form).toLocalIterator();
        PreferenceRows meaning = new PreferenceRows(form, ranking, dialogue, applied);
        while (rows.hasNext()) {
          Row row = rows.next();
          tallying.read++;
          try {
            add(meaning.of(row), sides, tallying);
          } catch (RefusedExample e) {
            tallying.rejected.merge(e.reason(), 1L, Long::sum);
            refused.add(row, e);
          }
        }
        sides.finish();
      }
      tallying.tally().write(told);
    }
    ExampleRejects.append(preparation.context(), rejects, segment);
    return PreferenceTally.of(told);
  }

  /** All examples of a row are written, or none is. */
  private void add(List<PreferenceExample> examples, Sides sides, Tallying tallying)
      throws RefusedExample, IOException {
    List<Encoded> encoded = new ArrayList<>();
    for (PreferenceExample example : examples) {
      encoded.add(encoding.of(example));
    }
    for (int i = 0; i < encoded.size(); i++) {
      Encoded example = encoded.get(i);
      sides.add(examples.get(i).prompt(), example);
      tallying.promptsCut += example.promptCut() ? 1 : 0;
      tallying.answersCut += example.answerCut() ? 1 : 0;
    }
  }

  private Dataset<Row> rows(String option, String split, PreferenceForm form) {
    Dataset<Row> rows = preparation.reader().rows(option);
    List<String> there = Arrays.asList(rows.columns());
    if (!there.contains("file")) {
      rows = rows.withColumn("file", functions.input_file_name());
    }
    Column[] content =
        form.columns(there).stream().map(functions::col).toArray(Column[]::new);
    List<Column> wanted = new ArrayList<>(Arrays.asList(content));
    for (String name : List.of("row_id", "file", "position")) {
      if (name.equals("file") || there.contains(name)) {
        wanted.add(functions.col(name));
      }
    }
    Dataset<Row> kept = ExampleReader.ofSplit(rows, split);
    return kept.orderBy(ExampleReader.order(rows, content)).select(wanted.toArray(Column[]::new));
  }

  /** Counts on the way. */
  private static final class Tallying {
    private final Map<String, Long> rejected = new TreeMap<>();
    private long read;
    private long promptsCut;
    private long answersCut;

    PreferenceTally tally() {
      return new PreferenceTally(read, promptsCut, answersCut, rejected);
    }
  }

  /** The folders that are being written. */
  private static final class Sides implements AutoCloseable {
    private final Target target;
    private final @Nullable SequenceWriter train;
    private final @Nullable SequenceWriter heldOut;
    private long held;

    Sides(Target target) throws IOException {
      this.target = target;
      this.train = target.train() == null ? null : new SequenceWriter(target.train());
      this.heldOut = target.heldOut() == null ? null : new SequenceWriter(target.heldOut());
    }

    void add(String prompt, Encoded example) throws IOException {
      if (!target.held().test(prompt)) {
        if (train != null) {
          example.write(train);
        }
      } else if (heldOut != null && held < target.limit()) {
        example.write(heldOut);
        held++;
      }
    }

    void finish() throws IOException {
      if (train != null) {
        train.finish();
      }
      if (heldOut != null) {
        heldOut.finish();
      }
    }

    @Override
    public void close() throws IOException {
      if (train != null) {
        train.close();
      }
      if (heldOut != null) {
        heldOut.close();
      }
    }
  }
}
