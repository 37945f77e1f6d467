package dev.nightshift.curation.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.runtime.job.RunReport;
import dev.nightshift.runtime.lake.TableRef;
import dev.nightshift.schema.error.RequestException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MixJobTest {

  @TempDir static Path folder;

  private static JobBench bench;

  /** Two sources, curated once for all tests, which only read them. */
  @BeforeAll
  static void curate() throws IOException {
    bench = new JobBench(folder);
    for (Map.Entry<String, Integer> source : Map.of("big", 400, "small", 100).entrySet()) {
      StringBuilder lines = new StringBuilder();
      for (int i = 0; i < source.getValue(); i++) {
        lines
            .append("{\"text\": \"text ")
            .append(i)
            .append(" of the ")
            .append(source.getKey())
            .append(" source\"}\n");
      }
      Path file = Files.writeString(folder.resolve(source.getKey() + ".jsonl"), lines);
      bench.run(new IngestJob(), Map.of("input", file.toString(), "source", source.getKey()));
    }
    bench.run(
        new CurateJob(),
        Map.of("input", "table:documents", "filters", "none", "validation-share", "0.1"));
  }

  private static Map<String, String> options(String... pairs) {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("input", "table:curated");
    options.put("unit", "documents");
    for (int i = 0; i < pairs.length; i += 2) {
      options.put(pairs[i], pairs[i + 1]);
    }
    return options;
  }

  @Test
  void aBudgetIsSharedByWeightAndSmallSourcesAreRepeated() {
    long held = bench.lake.read(TableRef.parse("curated")).where("split <> 'train'").count();
    RunReport report =
        bench.run(
            new MixJob(), options("weights", "big=1,small=1", "budget", "400", "max-epochs", "3"));
    List<Row> rows = bench.rows("mixed", "row_id");
    long small =
        rows.stream()
            .filter(
                row -> row.getAs("source").equals("small") && row.getAs("split").equals("train"))
            .count();
    long big =
        rows.stream()
            .filter(row -> row.getAs("source").equals("big") && row.getAs("split").equals("train"))
            .count();
    // The digest decides for each document, so the counts are near 200 and not equal to it.
    assertThat(small).isBetween(170L, 230L);
    assertThat(big).isBetween(160L, 240L);
    assertThat(rows.size() - small - big).isEqualTo(held);
    assertThat(report.outcome().counts()).containsEntry("documents:small", small);
    assertThat(report.outcome().values().get("share:small"))
        .isCloseTo((double) small / (small + big), within(1e-12));
    assertThat(
            rows.stream()
                .filter(row -> "3".equals(row.getJavaMap(row.fieldIndex("meta")).get("epoch"))))
        .allMatch(row -> row.getAs("source").equals("small"));
  }

  @Test
  void theSameDocumentsAreInItEveryNight() {
    bench.run(new MixJob(), options("budget", "100"));
    List<String> first =
        bench.rows("mixed", "row_id").stream().map(row -> row.<String>getAs("row_id")).toList();
    bench.run(new MixJob(), options("budget", "100", "output", "again"));
    assertThat(bench.rows("again", "row_id").stream().map(row -> row.<String>getAs("row_id")))
        .containsExactlyElementsOf(first);
    // A larger budget holds all of a smaller one.
    bench.run(new MixJob(), options("budget", "200", "output", "more"));
    assertThat(bench.rows("more", "row_id").stream().map(row -> row.<String>getAs("row_id")))
        .containsAll(first);
  }

  @Test
  void theCardOfAMixtureLeadsBackToItsSources() throws IOException {
    bench.run(new MixJob(), options("budget", "100"));
    Path card = folder.resolve("card");
    RunReport report =
        bench.run(new CardJob(), Map.of("input", "table:mixed", "output", card.toString()));
    assertThat(report.outcome().counts()).containsEntry("stages", 4L);
    String text = Files.readString(card.resolve("README.md"));
    assertThat(text)
        .contains("| ingest | files | 1 |")
        .contains("| curate | read | 500 |")
        .contains("| small |  | ")
        .contains("| mix | `mix-");
    assertThat(text.indexOf("| ingest |")).isLessThan(text.indexOf("| curate |"));
    assertThat(card.resolve("stages.svg")).content().contains(">500<");
  }

  @Test
  void allFaultsAreToldAtOnce() {
    assertThatThrownBy(
            () ->
                bench.run(
                    new MixJob(), options("weights", "big=x", "by", "colour", "max-epochs", "0")))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("'big=x' is no weight of a group")
        .hasMessageContaining("'colour' tells no groups apart")
        .hasMessageContaining("option 'max-epochs'");
    assertThatThrownBy(() -> bench.run(new MixJob(), options("weights", "huge=1")))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("there is no group 'huge'")
        .hasMessageContaining("group 'big' has no weight");
  }
}
