package dev.nightshift.notebooks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.runtime.session.SparkSessions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.zeppelin.display.Input;
import org.apache.zeppelin.interpreter.util.SqlSplitter;
import org.apache.zeppelin.notebook.Note;
import org.apache.zeppelin.notebook.Paragraph;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Zeppelin reads the note, and every query of it runs on a lake that the jobs made. */
class ReportNoteTest {

  private static final Path FILE =
      Path.of(System.getProperty("nightshift.root"), "notebooks/nightshift-report.zpln");

  @TempDir static Path folder;

  private static Note note;
  private static Map<String, List<Row>> answers;
  private static Map<String, List<String>> columns;

  @BeforeAll
  static void runTheNote() throws IOException {
    note = Note.fromJson(Files.readString(FILE));
    SparkSession spark =
        SparkSessions.local(
            "local[2]", Map.of("spark.sql.shuffle.partitions", "2", "spark.log.level", "ERROR"));
    Path lake = SmallLake.make(spark, folder);
    answers = new TreeMap<>();
    columns = new TreeMap<>();
    for (Paragraph paragraph : paragraphs("spark.sql")) {
      for (String statement : statements(paragraph, lake)) {
        Dataset<Row> answer = spark.sql(statement);
        answers.put(paragraph.getTitle(), answer.collectAsList());
        columns.put(paragraph.getTitle(), List.of(answer.columns()));
      }
    }
  }

  private static List<Paragraph> paragraphs(String interpreter) {
    List<Paragraph> found = new ArrayList<>();
    for (Paragraph paragraph : note.getParagraphs()) {
      paragraph.parseText();
      if (interpreter.equals(paragraph.getIntpText())) {
        found.add(paragraph);
      }
    }
    return found;
  }

  /** The statements of a paragraph with its forms filled in, both as Zeppelin does it. */
  private static List<String> statements(Paragraph paragraph, Path lake) {
    Map<String, Object> ofNote = Map.of("lake", lake.toString());
    String text = Input.getSimpleQuery(ofNote, paragraph.getScriptText(), true);
    return new SqlSplitter().splitSql(Input.getSimpleQuery(Map.of(), text, false));
  }

  private static List<Row> answer(String title) {
    assertThat(answers).containsKey(title);
    return answers.get(title);
  }

  @Test
  void everyParagraphIsTextOrSql() {
    assertThat(paragraphs("spark.sql").size() + paragraphs("md").size())
        .isEqualTo(note.getParagraphs().size());
    assertThat(note.getName()).isEqualTo("nightshift-report");
    assertThat(paragraphs("spark.sql")).allMatch(paragraph -> paragraph.getTitle() != null);
  }

  @Test
  void onlyTheLakesFolderIsAskedOfTheReader() {
    for (Paragraph paragraph : note.getParagraphs()) {
      String script = paragraph.getScriptText();
      assertThat(Input.extractSimpleQueryForm(script, true).keySet()).isSubsetOf("lake");
      // Every other form has a default that works.
      Input.extractSimpleQueryForm(script, false)
          .values()
          .forEach(form -> assertThat(form.getDefaultValue()).isNotNull());
    }
  }

  @Test
  void chartsNameColumnsThatTheirQueriesHave() {
    int charts = 0;
    for (Paragraph paragraph : paragraphs("spark.sql")) {
      for (String axis : List.of("keys", "groups", "values")) {
        for (Map<?, ?> column : axis(paragraph, axis)) {
          List<String> all = columns.get(paragraph.getTitle());
          assertThat(all.get(((Number) column.get("index")).intValue()))
              .isEqualTo(column.get("name"));
          charts++;
        }
      }
    }
    assertThat(charts).isGreaterThan(3);
  }

  @SuppressWarnings("unchecked")
  private static List<Map<?, ?>> axis(Paragraph paragraph, String axis) {
    Object results = paragraph.getConfig().get("results");
    if (results == null) {
      return List.of();
    }
    Map<String, ?> graph =
        (Map<String, ?>) ((Map<String, Map<String, ?>>) results).get("0").get("graph");
    return (List<Map<?, ?>>) graph.get(axis);
  }

  @Test
  void showsWhatRan() {
    assertThat(answer("The newest runs"))
        .extracting(row -> row.<String>getAs("job"))
        .containsExactlyInAnyOrder(
            "sample",
            "ingest",
            "train-quality",
            "curate",
            "train-tokenizer",
            "pretrain",
            "evaluate");
  }

  @Test
  void theFunnelAddsUp() {
    Map<String, Long> funnel = new TreeMap<>();
    answer("The funnel").forEach(row -> funnel.put(row.getString(0), row.getLong(1)));
    assertThat(funnel).containsEntry("taken in", 301L).containsEntry("refused while reading", 1L);
    assertThat(funnel.get("kept")).isPositive();
    assertThat(funnel.get("kept") + funnel.get("refused by curation")).isLessThanOrEqualTo(301);
    long kept =
        answer("What was kept, by source and split").stream()
            .mapToLong(row -> row.<Long>getAs("rows"))
            .sum();
    assertThat(kept).isEqualTo(funnel.get("kept"));
    assertThat(answer("Why rows were refused"))
        .anySatisfy(row -> assertThat(row.<String>getAs("stage")).isEqualTo("ingest"));
  }

  @Test
  void curvesHaveAPointForEachStep() {
    List<Row> curve = answer("A metric over steps");
    assertThat(curve.stream().filter(row -> row.getString(1).startsWith("train-quality ")))
        .extracting(row -> row.getLong(0))
        .containsExactly(1L, 2L, 3L);
    assertThat(curve.stream().filter(row -> row.getString(1).startsWith("pretrain ")))
        .hasSizeGreaterThan(1);
    assertThat(answer("The metrics there are"))
        .extracting(row -> row.<String>getAs("name"))
        .contains("loss", "held-out-loss", "auc");
  }

  @Test
  void aModelLeadsBackToItsInputs() {
    assertThat(answer("Lineage"))
        .anySatisfy(
            row -> {
              assertThat(row.<String>getAs("stage")).isEqualTo("pretrain");
              assertThat(row.<String>getAs("uri")).isEqualTo("table:curated");
              assertThat(row.<Long>getAs("version")).isNotNull();
              assertThat(row.<Long>getAs("seed")).isEqualTo(4);
            })
        .anySatisfy(row -> assertThat(row.<String>getAs("stage")).isEqualTo("quality"));
  }

  @Test
  void scoresStandBesideTheirErrors() {
    assertThat(answer("Scores and their change"))
        .isNotEmpty()
        .allSatisfy(
            row -> {
              assertThat(row.<String>getAs("task")).isEqualTo("arithmetic");
              assertThat(row.<Long>getAs("n")).isEqualTo(8);
            });
  }

  @Test
  void aNightTellsItsOutcome() {
    assertThat(answer("The newest nights"))
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.<String>getAs("schedule")).isEqualTo("nightly");
              assertThat(row.<String>getAs("outcome")).isEqualTo("FAILED");
              assertThat(row.<String>getAs("message")).contains("gone.yaml");
            });
  }
}
