package dev.nightshift.curation.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.curation.spark.dedup.DedupJob;
import dev.nightshift.runtime.job.Job;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.runtime.job.JobOption;
import dev.nightshift.runtime.job.JobOutcome;
import dev.nightshift.runtime.job.RunReport;
import dev.nightshift.runtime.lake.TableRef;
import dev.nightshift.schema.identity.RowIdentity;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DedupJobTest {

  private static final String PEARS =
      "Ann has seven pears and eats three of them so four pears remain for Tom and his sister";
  private static final String SHIPS =
      "In the harbour lie two ships of which one is old and the other one has never been to sea";

  private Path folder;
  private JobBench bench;

  @BeforeEach
  void open(@TempDir Path folder) {
    this.folder = folder;
    bench = new JobBench(folder);
  }

  private static Map<String, String> options(String... more) {
    Map<String, String> options = new HashMap<>();
    options.put("input", "table:documents");
    options.put("output", "unique");
    options.put("ngram", "3");
    for (int i = 0; i < more.length; i += 2) {
      options.put(more[i], more[i + 1]);
    }
    return options;
  }

  /** Ids differ between lakes with when a row came in: rows are told by source and text. */
  private static List<String> texts(JobBench bench, String table) {
    return bench.lake.read(TableRef.parse(table)).collectAsList().stream()
        .map(r -> r.getAs("source") + ": " + r.getAs("text"))
        .sorted()
        .toList();
  }

  @Test
  void theOldestStaysAndEveryDuplicateIsTold() {
    bench.documents("one", PEARS, "Something else");
    bench.documents("two", PEARS.toUpperCase(java.util.Locale.ROOT) + "!", PEARS + " too", SHIPS);
    RunReport report = bench.run(new DedupJob(), options());
    assertThat(report.outcome().counts())
        .containsEntry("read", 5L)
        .containsEntry("duplicates:near", 2L)
        .containsEntry("kept", 3L);
    assertThat(texts(bench, "unique"))
        .containsExactly("one: " + PEARS, "one: Something else", "two: " + SHIPS);
    List<Row> told = bench.rows("dedup_duplicates", "similarity", "kept");
    assertThat(told).hasSize(3);
    assertThat(told).extracting(r -> r.getAs("method")).containsOnly("near");
    assertThat(told)
        .extracting(r -> r.getAs("cluster_id"))
        .containsOnly((Object) told.get(2).getAs("row_id"));
    // 16 trigrams of 18 words, 17 of 19.
    assertThat(told.get(0).<Double>getAs("similarity")).isEqualTo(16 / 17.0);
    assertThat(told.get(0).<Boolean>getAs("kept")).isFalse();
    assertThat(told.get(1).<Boolean>getAs("kept")).isFalse();
    assertThat(told.get(2).<Boolean>getAs("kept")).isTrue();
    assertThat(bench.run(new DedupJob(), options()).status()).isEqualTo(RunReport.Status.UNCHANGED);
    // Documents accumulate: a later night adds what is new and nothing twice.
    bench.documents("three", SHIPS + " again", "Quite new");
    bench.run(new DedupJob(), options());
    assertThat(texts(bench, "unique")).hasSize(4).contains("three: Quite new");
  }

  @Test
  void curatedRowsKnowTheirAgeByLineage() {
    for (int i = 0; i < 6; i++) {
      bench.documents("n" + i, PEARS + " " + i);
    }
    bench.run(
        new CurateJob(),
        Map.of("input", "table:documents", "filters", "none", "validation-share", "0"));
    RunReport report = bench.run(new DedupJob(), options("input", "table:curated"));
    assertThat(report.outcome().counts()).containsEntry("kept", 1L);
    assertThat(texts(bench, "unique")).containsExactly("n0: " + PEARS + " 0");
    assertThat(bench.lake.kind("unique").name()).isEqualTo("curated");
  }

  @Test
  void nightsOnAnIndexCompareWithAllBefore() {
    bench.documents("one", PEARS, SHIPS);
    Map<String, String> options = options("index", "seen", "emit", "all");
    bench.run(new DedupJob(), options);
    bench.documents("two", PEARS + " indeed", "New words of a second night", SHIPS + " today");
    RunReport second = bench.run(new DedupJob(), options);
    assertThat(second.outcome().counts())
        .containsEntry("read", 5L)
        .containsEntry("already-known", 2L)
        .containsEntry("duplicates:near", 2L);
    assertThat(texts(bench, "unique")).hasSize(3).contains("two: New words of a second night");
    assertThat(bench.rows("dedup_duplicates", "row_id")).hasSize(4);

    // A text between two clusters joins them under the older one; both rows stay.
    JobBench other = new JobBench(folder.resolve("other"));
    String left = "a b c d e f g h i j k l m n o p";
    String right = "d e f g h i j k l m n o p q r s";
    String between = "c d e f g h i j k l m n o p q";
    other.documents("left", left, right);
    other.run(
        new DedupJob(),
        options("index", "seen", "ngram", "1", "threshold", "0.8", "recall", "0.999"));
    assertThat(texts(other, "unique")).hasSize(2);
    other.documents("between", between);
    RunReport joined =
        other.run(
            new DedupJob(),
            options("index", "seen", "ngram", "1", "threshold", "0.8", "recall", "0.999"));
    assertThat(joined.outcome().counts()).containsEntry("merged-clusters", 1L);
    assertThat(texts(other, "unique")).hasSize(2);
    List<Row> merges = other.rows("seen_merges", "from_cluster");
    assertThat(merges).hasSize(1);
    assertThat(merges.get(0).<Long>getAs("from_cluster")).isEqualTo(1);
    assertThat(merges.get(0).<Long>getAs("into_cluster")).isZero();
    // Other settings start anew.
    RunReport anew =
        other.run(new DedupJob(), options("index", "seen", "ngram", "2", "output", "anew"));
    assertThat(anew.outcome().counts()).containsEntry("already-known", 0L);
  }

  /** A job that is killed before its n-th append. */
  private static final class Killed implements Job {
    private final Job job = new DedupJob();
    private int left;

    Killed(int appends) {
      this.left = appends;
    }

    @Override
    public String name() {
      return job.name();
    }

    @Override
    public int version() {
      return job.version();
    }

    @Override
    public String summary() {
      return job.summary();
    }

    @Override
    public String example() {
      return job.example();
    }

    @Override
    public List<JobOption> options() {
      return job.options();
    }

    @Override
    public JobOutcome run(JobContext context, JobArguments arguments) {
      JobContext failing =
          (JobContext)
              Proxy.newProxyInstance(
                  JobContext.class.getClassLoader(),
                  new Class<?>[] {JobContext.class},
                  (proxy, method, values) -> {
                    if (method.getName().equals("append") && left-- == 0) {
                      throw new IllegalStateException("killed");
                    }
                    try {
                      return method.invoke(context, values);
                    } catch (InvocationTargetException e) {
                      throw e.getCause();
                    }
                  });
      return job.run(failing, arguments);
    }
  }

  @Test
  void aRunThatIsKilledAnywhereEndsAsOneThatIsNot() {
    List<Map<String, List<String>>> states = new ArrayList<>();
    for (boolean killed : new boolean[] {false, true}) {
      JobBench lake = new JobBench(folder.resolve("lake" + killed));
      lake.documents("one", PEARS, SHIPS, PEARS + " too");
      Map<String, String> options = options("index", "seen");
      lake.run(new DedupJob(), options);
      lake.documents("two", PEARS + " indeed", "New words of a second night");
      // Before its first write, then before its second, and so on.
      for (int kill = 0; killed && kill < 4; kill++) {
        Job dies = new Killed(kill);
        assertThatThrownBy(() -> lake.run(dies, options)).hasMessageContaining("killed");
        assertThat(texts(lake, "unique")).hasSize(2);
      }
      RunReport report = lake.run(new DedupJob(), options);
      assertThat(report.status()).isEqualTo(RunReport.Status.COMMITTED);
      Map<String, List<String>> state = new TreeMap<>();
      state.put("unique", texts(lake, "unique"));
      for (String table : List.of("seen", "seen_merges", "dedup_duplicates")) {
        List<String> rows = new ArrayList<>();
        for (Row row : lake.rows(table, "run_id")) {
          rows.add(told(row));
        }
        state.put(table, rows.stream().sorted().toList());
      }
      states.add(state);
    }
    assertThat(states.get(0).get("seen")).hasSize(5);
    assertThat(states.get(0).get("unique")).hasSize(3);
    assertThat(states.get(1)).isEqualTo(states.get(0));
  }

  private static String told(Row row) {
    StringBuilder text = new StringBuilder();
    // All but run_id, the last: it names the ingested files' times too.
    for (int i = 0; i < row.length() - 1; i++) {
      Object cell = row.get(i);
      text.append(
              cell instanceof byte[] bytes
                  ? java.util.HexFormat.of().formatHex(bytes)
                  : String.valueOf(cell))
          .append(' ');
    }
    return text.toString();
  }

  @Test
  void filesGiveAFileOfDecisions() throws IOException {
    Path input = folder.resolve("in");
    Files.createDirectories(input);
    try (OutputStream out =
        new GZIPOutputStream(Files.newOutputStream(input.resolve("a.jsonl.gz")))) {
      out.write(
          ("{\"key\":\"b\",\"body\":\"" + PEARS + "\"}\n{\"key\":7,\"body\":\"" + SHIPS + "\"}\n")
              .getBytes(StandardCharsets.UTF_8));
    }
    Files.writeString(
        input.resolve("b.jsonl"),
        "{\"key\":\"a\",\"body\":\"" + PEARS + "!\"}\n{\"body\":\"No key here\"}\n");
    Map<String, String> options =
        options(
            "input", input.toString(),
            "output", folder.resolve("out.jsonl").toString(),
            "id-field", "key",
            "text-field", "body",
            "partitions", "3");
    RunReport report = bench.run(new DedupJob(), options);
    assertThat(report.outcome().counts()).containsEntry("kept", 3L).containsEntry("read", 4L);
    assertThat(Files.readString(folder.resolve("out.jsonl")))
        .isEqualTo(
            "{\"id\":\"7\",\"cluster\":\"7\",\"kept\":true,\"similarity\":1.0}\n"
                + "{\"id\":\"a\",\"cluster\":\"a\",\"kept\":true,\"similarity\":1.0}\n"
                + "{\"id\":\"b\",\"cluster\":\"a\",\"kept\":false,\"similarity\":1.0}\n"
                + "{\"id\":\"b.jsonl:2\",\"cluster\":\"b.jsonl:2\",\"kept\":true,\"similarity\":1.0}\n");

    options.put("output", folder.resolve("out.parquet").toString());
    bench.run(new DedupJob(), options);
    List<Row> rows =
        bench
            .spark
            .read()
            .parquet(folder.resolve("out.parquet").toString())
            .orderBy("id")
            .collectAsList();
    assertThat(rows)
        .extracting(Row::toString)
        .containsExactly(
            "[7,7,true,1.0]",
            "[a,a,true,1.0]",
            "[b,a,false,1.0]",
            "[b.jsonl:2,b.jsonl:2,true,1.0]");

    // What was written can be read again: Parquet goes in as it came out.
    bench.spark.read().json(input.toString()).write().parquet(folder.resolve("p").toString());
    options.put("input", folder.resolve("p").toString());
    options.put("output", folder.resolve("again.jsonl.gz").toString());
    assertThat(bench.run(new DedupJob(), options).outcome().counts()).containsEntry("kept", 3L);
    assertThat(folder.resolve("again.jsonl.gz")).isNotEmptyFile();
  }

  @Test
  void methodsOnFilesDecideOneAfterAnother() throws IOException {
    Path input =
        Files.writeString(
            folder.resolve("in.jsonl"),
            """
            {"id":"a","text":"The cat sits on the mat."}
            {"id":"b","text":"the CAT sits   on the mat."}
            {"id":"c","text":"The cat sits, on the mat!"}
            {"id":"d","text":"The cat is sitting on the mat."}
            {"id":"e","text":"Stocks fell sharply on Monday."}
            """);
    RunReport report =
        bench.run(
            new DedupJob(),
            options(
                "input",
                input.toString(),
                "output",
                folder.resolve("out.jsonl").toString(),
                "method",
                "semantic,exact,near",
                "cosine",
                "0.9"));
    assertThat(report.outcome().counts())
        .containsEntry("duplicates", 3L)
        .containsEntry("kept", 2L)
        .containsEntry("centroids-trained-on", 3L);
    List<String> lines = Files.readAllLines(folder.resolve("out.jsonl"));
    assertThat(lines)
        .hasSize(5)
        .startsWith(
            "{\"id\":\"a\",\"cluster\":\"a\",\"kept\":true,\"similarity\":1.0}",
            "{\"id\":\"b\",\"cluster\":\"a\",\"kept\":false,\"similarity\":1.0}",
            "{\"id\":\"c\",\"cluster\":\"a\",\"kept\":false,\"similarity\":1.0}")
        .endsWith("{\"id\":\"e\",\"cluster\":\"e\",\"kept\":true,\"similarity\":1.0}");
    assertThat(lines.get(3))
        .matches(".*\"d\",\"cluster\":\"a\",\"kept\":false,\"similarity\":0\\.9.*");
  }

  @Test
  void passagesAreCutFromTheTextsOfFiles() throws IOException {
    String passage = "one two three four five six seven eight nine ten";
    Path input =
        Files.writeString(
            folder.resolve("in.jsonl"),
            "{\"id\":\"a\",\"text\":\"%s and more\"}\n".formatted(passage)
                + "{\"id\":\"b\",\"text\":\"before %s behind\"}\n".formatted(passage)
                + "{\"id\":\"c\",\"text\":\"%s\"}\n".formatted(passage)
                + "{\"id\":\"d\",\"text\":\"nothing of this stands twice\"}\n");
    Map<String, String> options =
        options(
            "input",
            input.toString(),
            "output",
            folder.resolve("out.jsonl").toString(),
            "method",
            "substring,exact",
            "span",
            "10");
    assertThat(bench.run(new DedupJob(), options).outcome().counts())
        .containsEntry("cut:substring", 2L)
        .containsEntry("duplicates", 1L)
        .containsEntry("kept", 3L);
    List<String> lines = Files.readAllLines(folder.resolve("out.jsonl"));
    assertThat(lines.get(0))
        .isEqualTo("{\"id\":\"a\",\"cluster\":\"a\",\"kept\":true,\"similarity\":1.0}");
    assertThat(lines.get(1))
        .matches("\\{\"id\":\"b\",\"cluster\":\"b\",\"kept\":true,.*,\"text\":\"before +behind\"}");
    assertThat(lines.get(2))
        .isEqualTo("{\"id\":\"c\",\"cluster\":\"a\",\"kept\":false,\"similarity\":1.0}");
    assertThat(lines.get(3)).contains("\"id\":\"d\"").doesNotContain("\"text\"");
  }

  @Test
  void copiesOfATableGoByTheirKeys() {
    bench.documents("one", "One two.", "...", "!!!");
    bench.documents("two", "one  TWO.", "...");
    RunReport report = bench.run(new DedupJob(), options("method", "exact,near"));
    // Texts without a word have no shingles: only their keys tell copies.
    assertThat(report.outcome().counts())
        .containsEntry("duplicates:exact", 2L)
        .containsEntry("duplicates:near", 0L)
        .containsEntry("kept", 3L);
    assertThat(texts(bench, "unique")).containsExactly("one: !!!", "one: ...", "one: One two.");
    assertThat(bench.rows("dedup_duplicates", "row_id"))
        .hasSize(4)
        .extracting(r -> r.getAs("method"))
        .containsOnly("exact");
  }

  @Test
  void repeatedPassagesAreCut() {
    bench.documents("one", PEARS);
    bench.documents("two", "Before. " + PEARS + " After.", SHIPS);
    bench.documents("three", SHIPS);
    RunReport both = bench.run(new DedupJob(), options("method", "near, substring", "span", "10"));
    // 16 of 18 trigrams: both go as a whole, and nothing is left to cut.
    assertThat(both.outcome().counts())
        .containsEntry("duplicates:near", 2L)
        .containsEntry("cut:substring", 0L)
        .containsEntry("kept", 2L);
    RunReport cut =
        bench.run(new DedupJob(), options("output", "cut", "method", "substring", "span", "10"));
    assertThat(cut.outcome().counts())
        .containsEntry("cut:substring", 2L)
        .containsEntry("duplicates:substring", 1L)
        .containsEntry("kept", 3L);
    assertThat(texts(bench, "cut"))
        .containsExactly("one: " + PEARS, "two: Before. After.", "two: " + SHIPS);
  }

  @Test
  void aCutRowIsDescribedByItsNewText() {
    bench.documents("one", PEARS);
    bench.documents("two", "Before. " + PEARS + " After.");
    bench.run(
        new CurateJob(),
        Map.of("input", "table:documents", "filters", "none", "validation-share", "0"));
    bench.run(
        new DedupJob(), options("input", "table:curated", "method", "substring", "span", "10"));
    Row cut =
        bench.rows("unique", "source").stream()
            .filter(r -> r.getAs("source").equals("two"))
            .findFirst()
            .orElseThrow();
    assertThat(cut.<String>getAs("text")).isEqualTo("Before. After.");
    assertThat(cut.<Long>getAs("characters")).isEqualTo(14);
    assertThat(cut.<String>getAs("doc_id")).isEqualTo(RowIdentity.docId("Before. After."));
    Row told = bench.rows("dedup_duplicates", "row_id").get(0);
    assertThat(told.<Boolean>getAs("kept")).isTrue();
    assertThat(told.<Double>getAs("similarity")).isEqualTo(18 / 20.0);
  }

  @Test
  void textsThatMeanTheSameGoAndAreEncodedOnce() {
    bench.documents("one", "The cat sits on the mat.", "Stocks fell sharply on Monday.");
    Map<String, String> options = options("method", "semantic", "cosine", "0.9");
    bench.run(new DedupJob(), options);
    bench.documents("two", "The cat is sitting on the mat.", "It rained all night.");
    RunReport report = bench.run(new DedupJob(), options);
    assertThat(report.outcome().counts())
        .containsEntry("read", 4L)
        .containsEntry("duplicates:semantic", 1L);
    assertThat(texts(bench, "unique"))
        .containsExactly(
            "one: Stocks fell sharply on Monday.",
            "one: The cat sits on the mat.",
            "two: It rained all night.");
    // Two texts in each night, none of them twice.
    assertThat(bench.rows("embeddings", "run_id"))
        .hasSize(4)
        .extracting(r -> r.getAs("doc_id"))
        .doesNotHaveDuplicates();
    List<Row> told = bench.rows("dedup_duplicates", "kept");
    assertThat(told).extracting(r -> r.getAs("method")).containsExactly("semantic", "semantic");
    assertThat(told.get(0).<Double>getAs("similarity")).isBetween(.9, .9999);
    // The centroids of the first night serve until there are four times as many texts.
    assertThat(report.outcome().counts()).containsEntry("centroids-trained-on", 2L);
    bench.documents("three", "A fifth.", "Sixth text.", "The seventh of them.", "Eight and out.");
    RunReport third = bench.run(new DedupJob(), options);
    assertThat(third.outcome().counts()).containsEntry("centroids-trained-on", 8L);
    assertThat(bench.rows("embeddings_centroids", "trained_on"))
        .extracting(r -> r.<Long>getAs("trained_on"))
        .containsExactly(2L, 8L);
  }

  @Test
  void wrongRequestsAreToldAtOnce() throws IOException {
    bench.documents("one", PEARS);
    assertThatThrownBy(
            () ->
                bench.run(
                    new DedupJob(),
                    options(
                        "method",
                        "fuzzy",
                        "threshold",
                        "1.5",
                        "ngram",
                        "0",
                        "emit",
                        "new",
                        "partitions",
                        "many")))
        .hasMessageContaining("there is no method 'fuzzy'")
        .hasMessageContaining("the threshold is 1.5")
        .hasMessageContaining("option 'ngram': the number is 0")
        .hasMessageContaining("no index tells which are new")
        .hasMessageContaining("the number of partitions is 'many'");
    assertThatThrownBy(() -> bench.run(new DedupJob(), options("hashes", "1", "recall", "0.99")))
        .hasMessageContaining("1 hashes cannot find 0.99");
    assertThatThrownBy(() -> bench.run(new DedupJob(), options("bands", "14*8")))
        .hasMessageContaining("Write bands x hashes, such as 14x8.");
    assertThatThrownBy(() -> bench.run(new DedupJob(), options("keep", "best-quality")))
        .hasMessageContaining("documents have no quality score");
    assertThatThrownBy(() -> bench.run(new DedupJob(), options("input", "table:runs")))
        .hasMessageContaining("table runs holds runs, which are no documents");
    Path file =
        Files.writeString(folder.resolve("x.jsonl"), "{\"id\":1,\"text\":\"a\"}\n".repeat(2));
    assertThatThrownBy(() -> bench.run(new DedupJob(), options("input", file.toString())))
        .hasMessageContaining("whose name does not tell a format");
    assertThatThrownBy(
            () ->
                bench.run(
                    new DedupJob(),
                    options(
                        "input", file.toString(), "output", folder.resolve("o.jsonl").toString())))
        .hasMessageContaining("id '1' stands 2 times");
    Files.writeString(file, "{\"id\":1}\n");
    assertThatThrownBy(
            () ->
                bench.run(
                    new DedupJob(),
                    options(
                        "input", file.toString(), "output", folder.resolve("o.jsonl").toString())))
        .hasMessageContaining("x.jsonl:1: a record cannot be used: field 'text' is missing");
    assertThat(Set.of("unique")).noneMatch(bench.lake::exists);
  }
}
