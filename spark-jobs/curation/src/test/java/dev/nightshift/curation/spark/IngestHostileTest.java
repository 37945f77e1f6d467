package dev.nightshift.curation.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdOutputStream;
import dev.nightshift.curation.ingest.ContentKind;
import dev.nightshift.curation.ingest.ReadOptions;
import dev.nightshift.curation.ingest.RowMapper;
import dev.nightshift.curation.ingest.SourceFormat;
import dev.nightshift.curation.ingest.TextSplit;
import dev.nightshift.runtime.job.Input.InputFile;
import dev.nightshift.runtime.job.RunReport;
import dev.nightshift.runtime.lake.TableRef;
import dev.nightshift.schema.error.WorkException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class IngestHostileTest {

  private Path folder;
  private JobBench bench;

  @BeforeEach
  void open(@TempDir Path folder) throws IOException {
    this.folder = folder;
    Files.createDirectories(folder.resolve("in"));
    bench = new JobBench(folder);
  }

  private RunReport ingest(String... options) {
    Map<String, String> all = new HashMap<>(Map.of("max-reject-share", "1"));
    for (int i = 0; i < options.length; i += 2) {
      all.put(options[i], options[i + 1]);
    }
    return bench.run(new IngestJob(), all);
  }

  @Test
  void nestedWideAndLongRecordsAreSetAside() throws IOException {
    Path file = folder.resolve("in/a.jsonl");
    try (OutputStream out = Files.newOutputStream(file)) {
      for (String line :
          List.of(
              "{\"text\":\"ok\",\"x\":" + "[".repeat(190) + "]".repeat(190) + "}",
              "{\"text\":\"deep\",\"x\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}",
              "{\"text\":\"unclosed\",\"x\":" + "{\"a\":".repeat(100_000),
              "{\"text\":\"ten megabytes\",\"x\":\"" + "y".repeat(10 << 20) + "\"}",
              "{\"text\":\"number\",\"x\":" + "9".repeat(100_000) + "}",
              "{\"text\":\"exponent\",\"x\":1e999999999}",
              "{\"text\":\"nul \\u0000 escaped\"}",
              "{\"text\":\"nul \0 raw\"}",
              "z".repeat(20 << 20),
              "{\"text\":\"last\"}")) {
        out.write(line.getBytes(StandardCharsets.UTF_8));
        out.write('\n');
      }
      StringBuilder wide = new StringBuilder("{\"text\":\"wide\"");
      for (int i = 0; i < 200_000; i++) {
        wide.append(",\"k").append(i).append("\":1");
      }
      out.write(wide.append("}\n").toString().getBytes(StandardCharsets.UTF_8));
    }
    RunReport report = ingest("input", file.toString());
    assertThat(report.outcome().counts().toString())
        .isEqualTo(
            "{files=1, files-repeated=0, read=11, rejected:broken-json=2, rejected:too-long=1,"
                + " rejected:too-many-fields=1, rejected:too-nested=2, already-known=0, kept=5}");
    assertThat(bench.rows("documents", "position"))
        .extracting(row -> row.<String>getAs("text"))
        .containsExactly("ok", "ten megabytes", "exponent", "nul \0 escaped", "last");
    assertThat(bench.rows("rejects", "line"))
        .extracting(row -> row.getAs("line") + " " + row.getAs("reason"))
        .containsExactly(
            "2 too-nested",
            "3 too-nested",
            "5 broken-json",
            "8 broken-json",
            "9 too-long",
            "11 too-many-fields");
  }

  @Test
  void documentOfFiftyMegabytesComesInWhereItIsAllowed() throws IOException {
    char[] text = new char[50 << 20];
    Arrays.fill(text, 'w');
    for (int i = 7; i < text.length; i += 8) {
      text[i] = ' ';
    }
    Path file =
        Files.writeString(
            folder.resolve("in/a.jsonl"),
            "{\"text\":\"" + new String(text) + "\"}\n{\"text\":\"next\"}\n",
            StandardCharsets.ISO_8859_1);
    assertThat(ingest("input", file.toString()).outcome().counts())
        .containsEntry("rejected:too-long", 1L)
        .containsEntry("kept", 1L);
    ingest("input", file.toString(), "table", "large", "max-record-bytes", "67108864");
    assertThat(
            bench
                .lake
                .read(TableRef.parse("large"))
                .selectExpr("max(length(text))")
                .first()
                .getInt(0))
        .isEqualTo(50 << 20);
  }

  @Test
  void packedFilesThatExpandTooFarOrBreakOffKeepWhatWasRead() throws IOException {
    byte[] block = ("{\"text\":\"" + "x".repeat(989) + "\"}\n").getBytes(StandardCharsets.UTF_8);
    for (String name : List.of("bomb.jsonl.gz", "bomb.jsonl.zst")) {
      try (OutputStream file = Files.newOutputStream(folder.resolve("in/" + name));
          OutputStream out =
              name.endsWith(".gz") ? new GZIPOutputStream(file) : new ZstdOutputStream(file)) {
        for (int i = 0; i < 60_000; i++) {
          out.write(block);
        }
      }
    }
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    try (OutputStream out = new ZstdOutputStream(whole)) {
      for (int i = 0; i < 200_000; i++) {
        out.write(("{\"text\":\"" + i * 7919L + "\"}\n").getBytes(StandardCharsets.UTF_8));
      }
    }
    Files.write(
        folder.resolve("in/cut.jsonl.zst"), Arrays.copyOf(whole.toByteArray(), whole.size() / 2));
    Files.write(folder.resolve("in/empty.jsonl"), new byte[0]);
    Files.write(folder.resolve("in/empty.html"), new byte[0]);
    RunReport report = ingest("input", folder.resolve("in").toString());
    assertThat(report.outcome().counts())
        .containsEntry("rejected:expands-too-far", 2L)
        .containsEntry("rejected:broken-file", 1L);
    assertThat(bench.rows("rejects", "file"))
        .extracting(row -> row.<String>getAs("reason"))
        .containsExactly("expands-too-far", "expands-too-far", "broken-file");
    assertThat(bench.rows("rejects", "file").get(0).<String>getAs("detail"))
        .endsWith("more than 200 for one: raise --max-expansion to read on");
    Dataset<Row> rows = bench.lake.read(TableRef.parse("documents"));
    assertThat(rows.where("file like '%bomb.jsonl.gz'").count()).isBetween(16_000L, 30_000L);
    assertThat(rows.where("file like '%cut%'").count()).isBetween(20_000L, 180_000L);
    ingest(
        "input", folder + "/in/bomb*",
        "table", "open",
        "max-expansion", "1000000",
        "max-file-bytes", "1000000000");
    assertThat(bench.lake.read(TableRef.parse("open")).count()).isEqualTo(120_000);
  }

  @Test
  void fileThatChangesWhileItIsReadKeepsNoRow() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 500; i++) {
      text.append("{\"text\":\"row ").append(i).append("\"}\n");
    }
    Path changing = Files.writeString(folder.resolve("in/changing.jsonl"), text);
    Path growing = Files.writeString(folder.resolve("in/growing.jsonl"), "{\"text\":\"g\"}\n");
    Path steady = Files.writeString(folder.resolve("in/steady.jsonl"), "{\"text\":\"s\"}\n");
    bench.spark.sql("SELECT 'p' AS text").coalesce(1).write().parquet(folder + "/p");
    Path parquet = folder.resolve("in/x.parquet");
    try (var files = Files.list(folder.resolve("p"))) {
      Files.copy(
          files.filter(f -> f.toString().endsWith(".parquet")).findFirst().orElseThrow(), parquet);
    }
    List<SourceInput> inputs = new ArrayList<>();
    for (Path file : List.of(changing, growing, steady, parquet)) {
      inputs.add(
          new SourceInput(
              new InputFile(
                  file.toUri().toString(),
                  file.getFileName().toString(),
                  Files.size(file),
                  Files.getLastModifiedTime(file).toMillis()),
              SourceFormat.ofName(file.toString()).orElseThrow(),
              Map.of()));
    }
    SourceReader reader = new SourceReader(bench.spark, settings(), 1000);
    SourceScanner.Found files = reader.scanned(inputs);
    assertThat(files.files().get(0).parts()).hasSizeGreaterThan(5);
    // Between the passes: one byte in the middle, a line at the end, and a touched file.
    Files.writeString(changing, text.toString().replace("row 250", "row 2x0"));
    Files.writeString(growing, "{\"text\":\"g\"}\n{\"text\":\"later\"}\n");
    Files.setLastModifiedTime(parquet, java.nio.file.attribute.FileTime.fromMillis(1_000_000));
    Dataset<Row> outcomes = reader.read(files).cache();
    assertThat(outcomes.where("kept is not null").count()).isEqualTo(503);
    Map<String, Row> voided = reader.voided(files, outcomes, true);
    assertThat(voided).containsOnlyKeys(changing.toUri().toString(), parquet.toUri().toString());
    Dataset<Row> left = reader.without(voided, outcomes);
    assertThat(left.where("kept is not null").select("kept.text").orderBy("text").collectAsList())
        .extracting(row -> row.getString(0))
        .containsExactly("g", "s");
    List<Row> rejects = left.where("reject is not null").select("reject.*").collectAsList();
    assertThat(rejects).hasSize(2);
    assertThat(rejects)
        .allSatisfy(
            row -> {
              assertThat(row.<String>getAs("reason")).isEqualTo("file-changed");
              assertThat(row.<String>getAs("detail"))
                  .endsWith("ingest it again once nothing writes to it");
            });
    outcomes.unpersist();
  }

  private static IngestSettings settings() {
    return new IngestSettings(
        "documents",
        ContentKind.DOCUMENTS,
        "s",
        null,
        new ReadOptions(TextSplit.FILE, null, 1 << 20),
        new RowMapper(ContentKind.DOCUMENTS, Map.of(), null),
        Repair.NONE,
        1,
        false,
        Instant.EPOCH);
  }

  private SourceInput input(String name, long length) {
    return new SourceInput(
        new InputFile(folder.resolve(name).toUri().toString(), name, length, 1),
        SourceFormat.ofName(name).orElse(null),
        Map.of());
  }

  @Test
  void filesThatAreNotThereBecomeRejectsAndOthersComeIn() throws IOException {
    Files.writeString(folder.resolve("steady.jsonl"), "{\"text\":\"s\"}\n");
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 300; i++) {
      text.append("{\"text\":\"row ").append(i).append("\"}\n");
    }
    Files.writeString(folder.resolve("vanishing.jsonl"), text);
    try (ZipOutputStream zip =
        new ZipOutputStream(Files.newOutputStream(folder.resolve("vanishing.zip")))) {
      zip.putNextEntry(new ZipEntry("a.txt"));
      zip.write('a');
    }
    SourceReader reader = new SourceReader(bench.spark, settings(), 1000);
    SourceScanner.Found found =
        reader.scanned(
            List.of(
                input("gone.jsonl", 1),
                input("gone.zip", 1),
                input("steady.jsonl", 13),
                input("vanishing.jsonl", text.length()),
                input("vanishing.zip", 1)));
    assertThat(found.rejects()).hasSize(2);
    assertThat(found.files()).hasSize(3);
    assertThat(found.files().get(1).parts()).hasSizeGreaterThan(3);
    // Between the passes.
    Files.delete(folder.resolve("vanishing.jsonl"));
    Files.delete(folder.resolve("vanishing.zip"));
    Dataset<Row> outcomes = reader.read(found);
    Map<String, Row> voided = reader.voided(found, outcomes, true);
    assertThat(voided).hasSize(2);
    Dataset<Row> left = reader.without(voided, outcomes);
    assertThat(left.where("kept is not null").select("kept.text").collectAsList())
        .extracting(row -> row.getString(0))
        .containsExactly("s");
    List<Row> rejects =
        left.where("reject is not null").select("reject.*").orderBy("file").collectAsList();
    assertThat(rejects)
        .extracting(row -> row.<String>getAs("file"))
        .containsExactly(
            uri("gone.jsonl"),
            uri("gone.zip"),
            uri("vanishing.jsonl"),
            uri("vanishing.zip!/a.txt"));
    assertThat(rejects)
        .allSatisfy(
            row -> {
              assertThat(row.<String>getAs("reason")).isEqualTo("unreadable-file");
              assertThat(row.<String>getAs("detail"))
                  .contains("does not exist")
                  .endsWith(
                      "see that it is there and that the workers may read it, and ingest it"
                          + " again with --force");
            });
    assertThat(rejects).extracting(row -> row.<String>getAs("reject_id")).doesNotHaveDuplicates();
  }

  private String uri(String name) {
    return folder.toUri() + name;
  }

  /** Linux gives this file a name and a reader, and fails at its first byte. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void fileThatFailsWhileItIsReadIsARejectOrStrictlyAFailure() throws IOException {
    Files.createSymbolicLink(folder.resolve("in/bad.jsonl"), Path.of("/proc/self/mem"));
    Files.writeString(folder.resolve("in/good.jsonl"), "{\"text\":\"good\"}\n");
    assertThatThrownBy(() -> ingest("input", folder.resolve("in").toString(), "strict", "true"))
        .isInstanceOf(WorkException.class)
        .hasMessageContaining("1 files were not read to their end")
        .hasMessageContaining("bad.jsonl:1 the file cannot be read")
        .hasMessageContaining("Mend the files, or leave out --strict.");
    assertThat(bench.lake.exists("documents")).isFalse();
    RunReport report = ingest("input", folder.resolve("in").toString());
    assertThat(report.outcome().counts().toString())
        .isEqualTo(
            "{files=1, files-repeated=0, read=2, rejected:unreadable-file=1, already-known=0,"
                + " kept=1}");
    assertThat(bench.rows("documents", "file")).hasSize(1);
  }

  /** A Parquet file whose footer is whole and one of whose pages is not. */
  @Test
  void damagedPagesOfParquetCostTheirRowsAlone() throws IOException {
    bench
        .spark
        .sql("SELECT uuid() || repeat('x', 200) AS text FROM range(20000)")
        .coalesce(1)
        .write()
        .option("parquet.block.size", "1048576")
        .option("compression", "none")
        .parquet(folder + "/p");
    byte[] bytes;
    try (var files = Files.list(folder.resolve("p"))) {
      bytes =
          Files.readAllBytes(
              files.filter(f -> f.toString().endsWith(".parquet")).findFirst().orElseThrow());
    }
    for (int i = bytes.length / 2; i < bytes.length / 2 + (1 << 16); i++) {
      bytes[i] = -1;
    }
    Files.write(folder.resolve("in/a.parquet"), bytes);
    Files.writeString(folder.resolve("in/b.jsonl"), "{\"text\":\"good\"}\n");
    RunReport report = ingest("input", folder.resolve("in").toString());
    assertThat(report.outcome().counts()).containsEntry("rejected:broken-file", 1L);
    Dataset<Row> rows = bench.lake.read(TableRef.parse("documents"));
    assertThat(rows.where("file like '%a.parquet'").count()).isBetween(2_000L, 18_000L);
    assertThat(rows.where("file like '%b.jsonl'").count()).isEqualTo(1);
  }

  @Test
  void brokenParquetAndNoisePagesAreRejects() throws IOException {
    Files.writeString(folder.resolve("in/a.parquet"), "no parquet");
    java.util.Random random = new java.util.Random(1);
    for (String name : List.of("b.html", "c.eml", "d.arrow", "e.tex", "f.java", "g.txt")) {
      byte[] noise = new byte[100_000];
      random.nextBytes(noise);
      Files.write(folder.resolve("in").resolve(name), noise);
    }
    Files.writeString(folder.resolve("in/h.txt"), "good");
    RunReport report = ingest("input", folder.resolve("in").toString(), "max-reject-share", "1");
    Map<String, Long> counts = report.outcome().counts();
    assertThat(counts)
        .containsEntry("rejected:broken-file", 2L)
        .containsEntry("rejected:binary", 1L)
        .containsEntry("rejected:nul-byte", 1L)
        .containsEntry("rejected:invalid-utf8", 1L);
    assertThat(bench.rows("documents", "file"))
        .extracting(row -> row.<String>getAs("text"))
        .contains("good");
  }
}
