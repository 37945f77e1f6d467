package dev.nightshift.curation.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.curation.expect.Distribution;
import dev.nightshift.curation.expect.Measured;
import dev.nightshift.runtime.job.RunReport;
import dev.nightshift.runtime.lake.TableRef;
import dev.nightshift.schema.error.ExitCode;
import dev.nightshift.schema.error.GateRefusedException;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.schema.random.CounterRandom;
import dev.nightshift.schema.table.LakeTables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExpectJobTest {

  private static final String EXPECTATIONS =
      """
      expectations:
        - rows: {min: 100}
        - blanks: {column: text, max: 0.02}
        - unique: {column: doc_id}
        - mean: {column: text, of: length, min: 20}
        - nulls: {column: quality, max: 0.5, severity: warn}
        - drift: {column: language, measure: psi}
        - drift: {column: source, measure: js}
        - drift: {column: text, of: length, measure: ks}
      """;

  private Path folder;
  private JobBench bench;
  private Path config;

  @BeforeEach
  void open(@TempDir Path folder) throws IOException {
    this.folder = folder;
    bench = new JobBench(folder);
    config = Files.writeString(folder.resolve("expectations.yaml"), EXPECTATIONS);
  }

  /** One night's curated table: English with some German, lengths spread, as a seed draws them. */
  private void night(int seed, double german, double empty, boolean twice) {
    List<CuratedRow> rows = new ArrayList<>();
    CounterRandom random = CounterRandom.of(seed, "night", 0);
    for (int i = 0; i < 600; i++) {
      String language = random.nextDouble() < german ? "de" : "en";
      String text =
          random.nextDouble() < empty
              ? ""
              : "text " + seed + " " + i + " " + "word ".repeat(10 + random.nextInt(60));
      String id = seed + "-" + (twice && i % 2 == 1 ? i - 1 : i);
      rows.add(
          new CuratedRow(
              "r" + id,
              "d" + id,
              i % 3 == 0 ? "a" : "b",
              null,
              text,
              text.length(),
              null,
              null,
              "train",
              Map.of(),
              language,
              null,
              null,
              null));
    }
    bench.write(
        "curated",
        LakeTables.CURATED,
        DocumentOutcome.CURATED.dataset(bench.spark, rows),
        "night-" + seed);
  }

  private RunReport expect(String... options) {
    Map<String, String> given = new HashMap<>(Map.of("input", "table:curated"));
    for (int i = 0; i < options.length; i += 2) {
      given.put(options[i], options[i + 1]);
    }
    return bench.run(new ExpectJob(), given);
  }

  @Test
  void ordinaryNightsPassAndCorruptOnesAreStopped() {
    for (int seed = 1; seed <= 3; seed++) {
      night(seed, 0.1, 0, false);
      RunReport report = expect("config", config.toString());
      // No quality model scored: one warning each night.
      assertThat(report.outcome().counts()).containsEntry("warnings", 1L);
      assertThat(report.outcome().values()).containsEntry("rows", 600.0);
      assertThat(report.outcome().values().containsKey("drift.psi.language")).isEqualTo(seed > 1);
    }
    night(4, 0.1, 0.5, false);
    assertThatThrownBy(() -> expect("config", config.toString()))
        .isInstanceOf(GateRefusedException.class)
        .hasMessageContaining(config + ":3: blanks.text is 0.")
        .hasMessageContaining("at most 0.0200 is expected")
        .hasMessageContaining(config + ":9: drift.ks.length(text) is 0.")
        .hasMessageContaining("move the bound.");
    night(5, 0.6, 0, false);
    assertThatThrownBy(() -> expect("config", config.toString()))
        .hasMessageContaining("drift.psi.language is ")
        .hasMessageContaining("less than 0.2500 is expected")
        .hasMessageNotContaining("blanks")
        .satisfies(
            e ->
                assertThat(((GateRefusedException) e).exitCode()).isEqualTo(ExitCode.GATE_REFUSED));
    night(6, 0.1, 0, true);
    assertThatThrownBy(() -> expect("config", config.toString()))
        .hasMessageContaining(config + ":4: unique.doc_id is 0.5000, at most 0 is expected");
    // What was stopped is no measure for the next night, which is as the first ones were.
    night(7, 0.1, 0, false);
    RunReport report = expect("config", config.toString());
    assertThat(report.outcome().values().get("drift.psi.language")).isLessThan(0.05);
    assertThat(report.outcome().values().get("drift.js.source")).isLessThan(0.05);
    assertThat(report.outcome().values().get("drift.ks.length(text)")).isLessThan(0.1);
    assertThat(bench.rows("runs", "finished_at"))
        .filteredOn(r -> r.getAs("status").equals("REFUSED"))
        .hasSize(3);
    assertThat(bench.rows("metrics", "name"))
        .extracting(r -> r.<String>getAs("name"))
        .contains("expect.rows", "expect.drift.psi.language", "expect.count.language=de");
  }

  @Test
  void sameNightIsNotComparedWithItself() {
    night(1, 0.1, 0, false);
    expect("config", config.toString());
    RunReport again = expect();
    assertThat(again.outcome().values()).doesNotContainKey("drift.psi.language");
    assertThat(expect().status()).isEqualTo(RunReport.Status.UNCHANGED);
  }

  @Test
  void optionsAloneCatchWhatIsPlain() {
    night(1, 0.1, 0, false);
    assertThat(expect().outcome().counts()).containsEntry("expectations", 6L);
    night(2, 0.1, 0.3, true);
    assertThatThrownBy(() -> expect())
        .hasMessageContaining("option 'max-blank-share': blanks.text is 0.")
        .hasMessageContaining("option 'unique': unique.row_id is 0.5000")
        .hasMessageContaining("option 'drift': drift.psi.length(text) is ");
    assertThatThrownBy(
            () ->
                expect(
                    "min-rows", "601", "unique", "none", "max-blank-share", "1", "drift", "none"))
        .hasMessageContaining(
            "options 'min-rows' and 'max-rows': rows is 600, at least 601 is expected");
  }

  @Test
  void whatCannotBeMeasuredIsRefusedAtOnce() throws IOException {
    night(1, 0.1, 0, false);
    Files.writeString(
        config,
        """
        expectations:
          - unique: {column: rowid}
          - mean: {column: text, min: 3}
          - drift: {column: characters, of: length}
        """);
    assertThatThrownBy(() -> expect("config", config.toString()))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining(config + ":2: table curated has no column 'rowid'")
        .hasMessageContaining(config + ":3: column text is STRING and has no mean")
        .hasMessageContaining(config + ":4: column characters is BIGINT and holds no texts");
    assertThatThrownBy(() -> expect("input", config.toString()))
        .hasMessageContaining("is a file or folder, no table");
  }

  @Test
  void partitionsDoNotChangeWhatIsMeasured() {
    night(1, 0.3, 0.1, false);
    List<Row> rows = bench.rows("curated", "row_id");
    assertThat(rows).hasSize(600);
    List<Distribution> found = new ArrayList<>();
    for (int n : new int[] {1, 2, 7}) {
      found.add(
          new TableMeasurements(
                  bench.lake.read(TableRef.parse("curated")).repartition(n), "curated")
              .distribution(new Measured("text", true)));
    }
    assertThat(found.get(1)).isEqualTo(found.get(0));
    assertThat(found.get(2)).isEqualTo(found.get(0));
    assertThat(found.get(0).total()).isEqualTo(600);
  }
}
