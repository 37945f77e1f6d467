package dev.nightshift.curation.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdOutputStream;
import dev.nightshift.curation.ingest.ArrowRecordsTest;
import dev.nightshift.runtime.job.RunReport;
import dev.nightshift.schema.error.RequestException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IngestFormatsTest {

  private static final String PROSE =
      "This is a paragraph of a page that has been written by a person who had something to say"
          + " about it, and it goes on for long enough that there can be no doubt at all about what"
          + " it is: it has more than two hundred characters.";

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

  private RunReport ingest(String... options) {
    Map<String, String> all = new HashMap<>();
    for (int i = 0; i < options.length; i += 2) {
      all.put(options[i], options[i + 1]);
    }
    return bench.run(new IngestJob(), all);
  }

  private static String show(Row row) {
    String file = row.getAs("file");
    return file.substring(file.lastIndexOf('/') + 1)
        + ":"
        + row.getAs("position")
        + " "
        + row.getAs("text")
        + " "
        + new java.util.TreeMap<>(row.getJavaMap(row.fieldIndex("meta")));
  }

  @Test
  void nameTellsEveryFormat() throws IOException {
    write("in/a.html", "<html lang=en><title>T</title><nav><a href=/>Home</a></nav><p>" + PROSE);
    write("in/b.tex", "\\title{U}\n\\section{S} % no\nBody.\n\\end{document}");
    write("in/c.py", "def f():\n    return 1\n");
    write("in/d.min.js", "x=1;".repeat(400));
    write("in/e.mbox", "From a\nSubject: s\n\nhello\n\nFrom b\nSubject: t\n\nbye\n");
    try (OutputStream out =
        new ZstdOutputStream(Files.newOutputStream(folder.resolve("in/f.jsonl.zst")))) {
      out.write("{\"text\":\"packed\"}\n".getBytes(StandardCharsets.UTF_8));
    }
    Files.write(folder.resolve("in/g.arrow"), ArrowRecordsTest.stream(1, 2));
    RunReport report =
        ingest("input", folder.resolve("in").toString(), "max-reject-share", "0.5", "licence", "L");
    assertThat(report.outcome().counts())
        .containsEntry("kept", 8L)
        .containsEntry("rejected:long-line", 1L);
    List<Row> rows = bench.rows("documents", "file", "position");
    assertThat(rows)
        .extracting(IngestFormatsTest::show)
        .containsExactly(
            "a.html:1 " + PROSE + " {lang=en, title=T}",
            "b.tex:1 \\section{S} \nBody. {title=U}",
            "c.py:1 def f():\n    return 1\n {language=python}",
            "e.mbox:1 hello {subject=s}",
            "e.mbox:6 bye {subject=t}",
            "f.jsonl.zst:1 packed {}",
            "g.arrow:1 r\u00f6w 0 {n=0, tags=[0,1]}",
            "g.arrow:2 r\u00f6w 1 {n=1, tags=[1,2]}");
    assertThat(rows).allSatisfy(row -> assertThat(row.<String>getAs("licence")).isEqualTo("L"));
    assertThat(bench.rows("rejects", "line").get(0).<byte[]>getAs("raw")).hasSize(1600);
  }

  @Test
  void forcedFormatReadsFilesOfAnyName() throws IOException {
    Path script = write("run", "#!/bin/sh\necho hello\n");
    ingest("input", script.toString(), "format", "code");
    assertThat(bench.rows("documents", "position"))
        .extracting(IngestFormatsTest::show)
        .containsExactly("run:1 #!/bin/sh\necho hello\n {language=shell}");
  }

  @Test
  void dataSetFolderGivesSplitsAndLicence() throws IOException {
    write(
        "set/README.md",
        "---\nlicense: cc0-1.0\nconfigs:\n- config_name: default\n  data_files:\n"
            + "  - split: train\n    path: tr.jsonl\n  - split: test\n    path: te.jsonl\n---\n");
    write("set/tr.jsonl", "{\"text\":\"a\"}\n{\"text\":\"b\",\"split\":\"own\"}\n");
    write("set/te.jsonl", "{\"text\":\"c\"}\n");
    write("set/loader.py", "print('no data')\n");
    String set = folder.resolve("set").toString();
    ingest("input", set);
    List<Row> rows = bench.rows("documents", "text");
    assertThat(rows)
        .extracting(IngestFormatsTest::show)
        .containsExactly(
            "tr.jsonl:1 a {split=train}", "tr.jsonl:2 b {split=own}", "te.jsonl:1 c {split=test}");
    assertThat(rows.get(0).<String>getAs("licence")).isEqualTo("cc0-1.0");
    RunReport test =
        ingest("input", set, "format", "huggingface", "dataset-splits", "test", "table", "two");
    assertThat(test.outcome().counts()).containsEntry("kept", 1L);
    assertThatThrownBy(
            () -> ingest("input", set, "dataset-splits", "dev", "dataset-config", "other"))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("the data set has no configuration 'other'")
        .hasMessageContaining("Give one of: default.");
    assertThatThrownBy(() -> ingest("input", set, "dataset-splits", "dev"))
        .hasMessageContaining("the data set has no split dev")
        .hasMessageContaining("Its splits are: test, train.");
    assertThatThrownBy(
            () ->
                ingest("input", set + "/tr.jsonl", "format", "huggingface", "encoding", "no-such"))
        .hasMessageContaining("is no data set of Hugging Face")
        .hasMessageContaining("there is no encoding 'no-such'");
    assertThatThrownBy(() -> ingest("input", set + "/tr.jsonl", "dataset-splits", "x"))
        .hasMessageContaining("is no data set of Hugging Face, which the option is for");
  }

  @Test
  void savedDataSetAndParquetShardsAreRead() throws IOException {
    Path saved = folder.resolve("saved");
    write("saved/dataset_info.json", "{\"license\":\"mit\"}");
    write(
        "saved/state.json", "{\"_data_files\":[{\"filename\":\"d.arrow\"}],\"_split\":\"train\"}");
    Files.write(saved.resolve("d.arrow"), ArrowRecordsTest.stream(3, 4));
    RunReport report = ingest("input", saved.toString(), "max-reject-share", "0.5");
    assertThat(report.outcome().counts())
        .containsEntry("kept", 10L)
        .containsEntry("rejected:missing-field", 2L);
    assertThat(bench.rows("documents", "position").get(0).<String>getAs("licence"))
        .isEqualTo("mit");
    bench
        .spark
        .sql("SELECT 'p' AS text")
        .coalesce(1)
        .write()
        .parquet(folder.resolve("tmp").toString());
    Path part;
    try (var files = Files.list(folder.resolve("tmp"))) {
      part = files.filter(f -> f.toString().endsWith(".parquet")).findFirst().orElseThrow();
    }
    Files.createDirectories(folder.resolve("shards/data"));
    Files.copy(part, folder.resolve("shards/data/validation-00000-of-00001.parquet"));
    ingest("input", folder.resolve("shards").toString(), "table", "shards");
    assertThat(bench.rows("shards", "position"))
        .extracting(IngestFormatsTest::show)
        .containsExactly("validation-00000-of-00001.parquet:1 p {split=validation}");
  }

  @Test
  void repairIsNotedAndOnlyOnRequest() throws IOException {
    Path file = write("m.jsonl", "{\"text\":\"CafÃ© crème\"}\n{\"text\":\"schÃ¶n\"}\n");
    ingest("input", file.toString());
    assertThat(bench.rows("documents", "position").get(1).<String>getAs("text"))
        .isEqualTo("schÃ¶n");
    ingest("input", file.toString(), "table", "mended", "repair", "encoding");
    assertThat(bench.rows("mended", "position"))
        .extracting(IngestFormatsTest::show)
        .containsExactly("m.jsonl:1 CafÃ© crème {}", "m.jsonl:2 schön {encoding_repaired=true}");
  }

  @Test
  void archiveIsReadAsItsFolder() throws IOException {
    write("unpacked/a.jsonl", "{\"text\":\"one\"}\nbroken\n{\"text\":\"two\"}\n");
    write("unpacked/d/b.txt", "three");
    write("unpacked/d/copy.txt", "three");
    Files.createDirectories(folder.resolve("in"));
    try (ZipOutputStream zip =
        new ZipOutputStream(Files.newOutputStream(folder.resolve("in/x.zip")))) {
      for (String name : List.of("a.jsonl", "d/b.txt", "d/copy.txt")) {
        zip.putNextEntry(new ZipEntry(name));
        Files.copy(folder.resolve("unpacked").resolve(name), zip);
      }
      for (String name : List.of("__MACOSX/a.txt", "inner.zip", "picture.bin", "p.parquet")) {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(1);
      }
    }
    write("in/z.txt", "beside");
    String[] options = {"source", "s", "max-reject-share", "0.6"};
    RunReport packed = ingest(with(options, "input", folder.resolve("in").toString()));
    assertThat(packed.outcome().counts().toString())
        .isEqualTo(
            "{files=3, files-repeated=1, read=8, rejected:broken-json=1, rejected:nested-archive=1,"
                + " rejected:unknown-format=2, already-known=0, kept=4}");
    assertThat(bench.rows("documents", "file", "position"))
        .extracting(IngestFormatsTest::show)
        .containsExactly(
            "a.jsonl:1 one {}", "a.jsonl:3 two {}", "b.txt:1 three {}", "z.txt:1 beside {}");
    assertThat(bench.rows("rejects", "file"))
        .extracting(
            row -> {
              String file = row.getAs("file");
              return file.substring(file.lastIndexOf("/in/") + 4) + " " + row.getAs("reason");
            })
        .containsExactly(
            "x.zip!/a.jsonl broken-json",
            "x.zip!/inner.zip nested-archive",
            "x.zip!/p.parquet unknown-format",
            "x.zip!/picture.bin unknown-format");
    // The rows of the folder have the same ids.
    RunReport unpacked = ingest(with(options, "input", folder.resolve("unpacked").toString()));
    assertThat(unpacked.outcome().counts())
        .containsEntry("already-known", 3L)
        .containsEntry("kept", 0L);
  }

  private static String[] with(String[] options, String... more) {
    String[] all = java.util.Arrays.copyOf(options, options.length + more.length);
    System.arraycopy(more, 0, all, options.length, more.length);
    return all;
  }

  @Test
  void rowsDoNotDependOnTasks() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 3_000; i++) {
      text.append(i % 50 == 7 ? "broken" : "{\"text\":\"row " + i + "\"}").append('\n');
    }
    Path file = write("big.jsonl", text.toString());
    List<String> first = null;
    for (String bytes : List.of("1000000", "30000", "9000", "2000")) {
      String table = "t" + bytes;
      RunReport report =
          ingest("input", file.toString(), "task-bytes", bytes, "table", table, "source", "s");
      assertThat(report.outcome().counts()).containsEntry("kept", 2940L);
      List<String> rows =
          bench.rows(table, "row_id").stream()
              .map(row -> row.getAs("row_id") + " " + row.getAs("position"))
              .toList();
      first = first == null ? rows : first;
      assertThat(rows).isEqualTo(first);
    }
    assertThat(bench.rows("rejects", "line"))
        .hasSize(60)
        .extracting(row -> row.<Long>getAs("line"))
        .startsWith(8L, 58L)
        .endsWith(2958L);
    assertThatThrownBy(() -> ingest("input", file.toString(), "task-bytes", "x"))
        .hasMessageContaining("the size is 'x'");
  }

  @Test
  void realMailAndLatexComeIn() throws IOException {
    Path mails = unpacked("spam-assassin", "eml", 100);
    RunReport report =
        ingest("input", mails.toString(), "table", "mails", "max-reject-share", "0.2");
    Map<String, Long> counts = report.outcome().counts();
    assertThat(counts.get("kept")).isGreaterThan(90L);
    assertThat(bench.rows("mails", "row_id"))
        .filteredOn(row -> row.getJavaMap(row.fieldIndex("meta")).containsKey("subject"))
        .hasSizeGreaterThan(85);
    Path sources = unpacked("stacks-project-latex", "tex", 20);
    ingest("input", sources.toString(), "table", "latex", "max-reject-share", "0.2");
    List<Row> texts = bench.rows("latex", "row_id");
    assertThat(texts).hasSizeGreaterThan(15);
    assertThat(texts)
        .filteredOn(row -> row.<String>getAs("text").startsWith("\\section"))
        .hasSizeGreaterThan(15);
    assertThat(texts)
        .allSatisfy(row -> assertThat(row.<String>getAs("text")).doesNotContain("\\end{document}"));
  }

  /** The first texts of a shared set, each as a file of its own. */
  private Path unpacked(String set, String ending, int most) throws IOException {
    Path to = Files.createDirectories(folder.resolve(set));
    com.fasterxml.jackson.databind.ObjectMapper json =
        new com.fasterxml.jackson.databind.ObjectMapper();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(
                    Files.newInputStream(JobBench.shared("text-corpora/" + set + ".jsonl.gz"))),
                StandardCharsets.UTF_8))) {
      for (int i = 0; i < most; i++) {
        String line = lines.readLine();
        if (line != null) {
          Files.writeString(
              to.resolve(i + "." + ending), json.readTree(line).path("text").asText());
        }
      }
    }
    return to;
  }
}
