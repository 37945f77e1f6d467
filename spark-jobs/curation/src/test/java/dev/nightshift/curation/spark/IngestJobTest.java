package dev.nightshift.curation.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.runtime.job.RunReport;
import dev.nightshift.runtime.job.RunRequest;
import dev.nightshift.runtime.lake.TableRef;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.schema.error.WorkException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IngestJobTest {

  private Path folder;
  private JobBench bench;

  @BeforeEach
  void open(@TempDir Path folder) {
    this.folder = folder;
    bench = new JobBench(folder);
  }

  private Path write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private RunReport ingest(Map<String, String> options) {
    return bench.run(new IngestJob(), options);
  }

  @Test
  void rejectsKeepTheirBytesAndNothingIsLost() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes("{\"text\": \"first\", \"n\": 1.50}\n".getBytes(StandardCharsets.UTF_8));
    byte[] invalid = {'{', '"', 't', 'e', 'x', 't', '"', ':', '"', (byte) 0xff, '"', '}'};
    bytes.writeBytes(invalid);
    bytes.writeBytes(
        "\n\n{\"text\": \"broken\n{\"text\": 3}\n{\"title\": \"x\"}\n[1]\n{\"text\":\" \"}\n{\"text\":\"\\ud800\"}\nlast"
            .getBytes(StandardCharsets.UTF_8));
    Path file = Files.write(folder.resolve("in.jsonl"), bytes.toByteArray());
    RunReport report =
        ingest(Map.of("input", file.toString(), "max-reject-share", "0.9", "licence", "MIT"));
    assertThat(report.outcome().counts().toString())
        .isEqualTo(
            "{files=1, files-repeated=0, read=9, rejected:broken-json=2, rejected:empty-text=1,"
                + " rejected:invalid-utf8=1, rejected:lone-surrogate=1, rejected:missing-field=1,"
                + " rejected:not-an-object=1, rejected:wrong-type=1, already-known=0, kept=1}");
    Row kept = bench.rows("documents", "position").get(0);
    assertThat(kept.<String>getAs("text")).isEqualTo("first");
    assertThat(kept.<String>getAs("source")).isEqualTo("in");
    assertThat(kept.<String>getAs("licence")).isEqualTo("MIT");
    assertThat(kept.getJavaMap(kept.fieldIndex("meta"))).isEqualTo(Map.of("n", "1.50"));
    List<Row> rejects = bench.rows("rejects", "line");
    assertThat(rejects)
        .extracting(r -> r.getAs("line") + " " + r.getAs("reason"))
        .containsExactly(
            "2 invalid-utf8",
            "4 broken-json",
            "5 wrong-type",
            "6 missing-field",
            "7 not-an-object",
            "8 empty-text",
            "9 lone-surrogate",
            "10 broken-json");
    assertThat(rejects.get(0).<byte[]>getAs("raw")).isEqualTo(invalid);
    assertThat(rejects.get(0).<String>getAs("detail"))
        .isEqualTo("byte 0xff at offset 9 is not UTF-8");
    assertThat(rejects.get(3).<String>getAs("detail"))
        .isEqualTo("field 'text' is missing, there are [title]");
    assertThat(rejects).allSatisfy(r -> assertThat(r.<String>getAs("stage")).isEqualTo("ingest"));
  }

  @Test
  void tooManyRejectsFailWithCountsAndExamples() throws IOException {
    Path file = write("in.jsonl", "{\"text\":\"a\"}\n{\"text\":2}\nx\n");
    assertThatThrownBy(() -> ingest(Map.of("input", file.toString())))
        .isInstanceOf(WorkException.class)
        .hasMessageStartingWith(
            "source in: 2 of 3 records cannot be used, more than the allowed share of 0.1: 1"
                + " broken-json, 1 wrong-type. The first: ")
        .hasMessageContaining("in.jsonl:2 field 'text' is NUMBER, not text; ")
        .hasMessageEndingWith(
            "Nothing was written. Mend the files or the options, or raise --max-reject-share.");
    assertThat(bench.lake.exists("documents")).isFalse();
  }

  @Test
  void sameFileAddsNothingTwice() throws IOException {
    Path file = write("in/a.jsonl", "{\"text\":\"a\"}\n{\"text\":\"b\"}\n");
    Map<String, String> options = Map.of("input", folder.resolve("in").toString(), "source", "s");
    assertThat(ingest(options).outcome().counts()).containsEntry("kept", 2L);
    assertThat(ingest(options).status()).isEqualTo(RunReport.Status.UNCHANGED);
    RunReport forced = bench.run(new IngestJob(), options, RunRequest.ofSeed(1).forced());
    assertThat(forced.outcome().counts())
        .containsEntry("kept", 0L)
        .containsEntry("already-known", 2L);
    // The same bytes under two names, and one new row in a third file.
    Files.copy(file, folder.resolve("in/copy.jsonl"));
    write("in/new.jsonl", "{\"text\":\"a\"}\n");
    RunReport third = ingest(options);
    assertThat(third.outcome().counts())
        .containsEntry("files", 2L)
        .containsEntry("files-repeated", 1L)
        .containsEntry("already-known", 2L)
        .containsEntry("kept", 1L);
    List<Row> rows = bench.rows("documents", "text", "row_id");
    assertThat(rows).extracting(r -> r.<String>getAs("text")).containsExactly("a", "a", "b");
    assertThat(rows.get(0).<String>getAs("doc_id")).isEqualTo(rows.get(1).getAs("doc_id"));
    assertThat(rows.get(0).<String>getAs("row_id")).isNotEqualTo(rows.get(1).getAs("row_id"));
  }

  @Test
  void allFormatsGiveTheSameRecords() throws IOException {
    write(
        "in put/a.json",
        "[{\"text\": \"one, \\\"two\\\"\"}, {\"text\": broken}, {\"text\":\"b\"}]");
    write("in put/b.csv", "id,text\n1,\"one, \"\"two\"\"\"\n2,\"b\nc\"\n3\n");
    write("in put/c.tsv", "text\tid\nvier\t4\n");
    write("in put/d.txt", "first\nblock\n\n\nsecond\n");
    try (OutputStream out =
        new GZIPOutputStream(Files.newOutputStream(folder.resolve("in put/e.jsonl.gz")))) {
      out.write("{\"text\":\"packed\"}\n".getBytes(StandardCharsets.UTF_8));
    }
    bench
        .spark
        .sql("SELECT 'parquet' AS text, 7 AS n UNION ALL SELECT 'more', 8")
        .coalesce(1)
        .write()
        .parquet(folder.resolve("in put/f.parquet").toString());
    RunReport report =
        ingest(
            Map.of(
                "input", folder.resolve("in put").toString(),
                "split", "paragraph",
                "max-reject-share", "0.5"));
    assertThat(report.outcome().counts())
        .containsEntry("read", 12L)
        .containsEntry("kept", 10L)
        .containsEntry("rejected:broken-json", 1L)
        .containsEntry("rejected:wrong-field-count", 1L);
    assertThat(bench.rows("documents", "file", "position"))
        .extracting(r -> r.getAs("position") + " " + r.getAs("text"))
        .containsExactly(
            "1 one, \"two\"",
            "3 b",
            "1 one, \"two\"",
            "2 b\nc",
            "1 vier",
            "1 first\nblock",
            "5 second",
            "1 packed",
            "1 parquet",
            "2 more");
  }

  @Test
  void compressedFileThatBreaksOffKeepsItsFirstRows() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed)) {
      for (int i = 0; i < 20_000; i++) {
        out.write(("{\"text\":\"row " + i * 7919L + "\"}\n").getBytes(StandardCharsets.UTF_8));
      }
    }
    byte[] half = java.util.Arrays.copyOf(packed.toByteArray(), packed.size() / 2);
    Files.write(folder.resolve("half.jsonl.gz"), half);
    Files.write(folder.resolve("none.jsonl.gz"), new byte[] {1, 2, 3});
    RunReport report = ingest(Map.of("input", folder + "/*.gz"));
    Map<String, Long> counts = report.outcome().counts();
    assertThat(counts).containsEntry("rejected:broken-file", 2L);
    assertThat(counts.get("kept")).isBetween(5_000L, 15_000L);
  }

  @Test
  void preferencesOfDialoguesAreCutAtTheirSharedTurn() throws IOException {
    Path file =
        write(
            "hh.jsonl",
            """
            {"chosen": "\\n\\nHuman: Hi\\n\\nAssistant: Hello", "rejected": "\\n\\nHuman: Hi\\n\\nAssistant: Hey"}
            {"chosen": "a", "rejected": "b"}
            {"prompt": "p", "chosen": "a", "rejected": "b", "margin": 3}
            {"prompt": "p", "chosen": "a", "rejected": "a"}
            """);
    RunReport report =
        ingest(
            Map.of(
                "input", file.toString(),
                "kind", "preferences",
                "table", "preferences",
                "max-reject-share", "0.5"));
    assertThat(report.outcome().counts())
        .containsEntry("rejected:no-shared-prompt", 1L)
        .containsEntry("rejected:equal-answers", 1L)
        .containsEntry("kept", 2L);
    Row row = bench.rows("preferences", "position").get(0);
    assertThat(row.<String>getAs("prompt")).isEqualTo("\n\nHuman: Hi\n\nAssistant:");
    assertThat(row.<String>getAs("chosen")).isEqualTo(" Hello");
    assertThat(row.<String>getAs("rejected")).isEqualTo(" Hey");
  }

  @Test
  void promptsAndTemplatesTakeMappedFields() throws IOException {
    Path file = write("in.jsonl", "{\"q\": \"1+1?\", \"a\": {\"v\": 2}, \"more\": [1, 2]}\n");
    ingest(
        Map.of(
            "input", file.toString(),
            "kind", "prompts",
            "table", "prompts",
            "map", "prompt=q,answer=a.v"));
    Row row = bench.rows("prompts", "position").get(0);
    assertThat(row.<String>getAs("prompt")).isEqualTo("1+1?");
    assertThat(row.<String>getAs("answer")).isEqualTo("2");
    assertThat(row.getJavaMap(row.fieldIndex("meta"))).isEqualTo(Map.of("more", "[1,2]"));
    ingest(Map.of("input", file.toString(), "text-template", "Question: {q}\\nAnswer: {a.v}"));
    assertThat(bench.rows("documents", "position").get(0).<String>getAs("text"))
        .isEqualTo("Question: 1+1?\nAnswer: 2");
  }

  @Test
  void allFaultsOfTheOptionsComeAtOnce() throws IOException {
    Path file = write("in.xyz", "");
    assertThatThrownBy(
            () ->
                ingest(
                    Map.of(
                        "input", file.toString(),
                        "map", "body=x,=y",
                        "text-template", "no field",
                        "max-reject-share", "2")))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("'=y' is no mapping")
        .hasMessageContaining("the template does not read: it names no field")
        .hasMessageContaining("a mapping names column 'body', the columns are [text]")
        .hasMessageContaining("the share is 2.0")
        .hasMessageContaining("the name of file 'in.xyz' does not tell its format");
    assertThatThrownBy(() -> ingest(Map.of("input", "table:runs")))
        .hasMessageContaining("ingest reads files, and 'table:runs' is a table");
  }

  @Test
  void realPreferencesAndProblemsComeInWhole() {
    RunReport pairs =
        ingest(
            Map.of(
                "input", JobBench.shared("hh-rlhf/harmless-base.test.jsonl.gz").toString(),
                "kind", "preferences",
                "table", "preferences",
                "licence", "MIT"));
    Map<String, Long> counts = pairs.outcome().counts();
    assertThat(counts).containsEntry("read", 2312L);
    assertThat(counts.get("kept")).isGreaterThan(2290L);
    RunReport problems =
        ingest(
            Map.of(
                "input", JobBench.shared("gsm8k/train.jsonl").toString(),
                "kind", "prompts",
                "table", "prompts",
                "map", "prompt=question"));
    assertThat(problems.outcome().counts()).containsEntry("kept", 7473L);
    assertThat(bench.lake.read(TableRef.parse("prompts")).select("row_id").distinct().count())
        .isEqualTo(7473L);
  }
}
