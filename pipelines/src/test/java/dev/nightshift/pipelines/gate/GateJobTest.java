package dev.nightshift.pipelines.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.nightshift.pipelines.testing.FakeJob;
import dev.nightshift.pipelines.testing.SharedSpark;
import dev.nightshift.pipelines.testing.SmallModel;
import dev.nightshift.pipelines.testing.TestLake;
import dev.nightshift.runtime.codec.RecordCodec;
import dev.nightshift.runtime.job.JobOption;
import dev.nightshift.runtime.job.JobOutcome;
import dev.nightshift.runtime.job.OptionKind;
import dev.nightshift.runtime.job.RunReport;
import dev.nightshift.schema.error.GateRefusedException;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.schema.table.LakeTables;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GateJobTest {

  /** A row of {@code results}; the components are its columns. */
  record Score(
      String modelDigest,
      String task,
      int taskVersion,
      String taskDigest,
      String layout,
      String filter,
      String metric,
      boolean higherIsBetter,
      int numFewshot,
      String settingsDigest,
      double value,
      Double stderr,
      Double ciLow,
      Double ciHigh,
      long n,
      String kind,
      String aggregation,
      List<String> members,
      Integer itemLimit,
      Boolean fixturesOnly,
      Long clusters) {

    static Score of(String model, String metric, double value) {
      return new Score(
          model,
          "arithmetic",
          1,
          "task",
          "jsonl",
          "strict-match",
          metric,
          true,
          0,
          "settings",
          value,
          .02,
          value - .04,
          value + .04,
          500,
          "generate_until",
          "mean",
          List.of(),
          0,
          false,
          0L);
    }
  }

  private static final RecordCodec<Score> CODEC = RecordCodec.of(Score.class, LakeTables.RESULTS);

  @TempDir private Path folder;
  private TestLake lake;
  private String model;
  private String baseline;

  @BeforeEach
  void scoreTwoModels() {
    lake = new TestLake(folder.resolve("lake"), Clock.systemUTC());
    model = SmallModel.write(folder.resolve("model"), 1).model();
    baseline = SmallModel.write(folder.resolve("baseline"), 2).model();
    record("first", Score.of(model, "exact_match", .62), Score.of(baseline, "exact_match", .58));
  }

  private void record(String name, Score... scores) {
    FakeJob evaluate =
        FakeJob.of("score", JobOption.required("name", OptionKind.TEXT, "Which scores."))
            .doing(
                (context, arguments) -> {
                  context.append(
                      "results",
                      LakeTables.RESULTS,
                      CODEC.dataset(SharedSpark.session(), List.of(scores)),
                      0);
                  return JobOutcome.empty();
                });
    lake.run(evaluate, Map.of("name", name));
  }

  private RunReport gate(String require) {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("model", folder.resolve("model").toString());
    options.put("baseline", folder.resolve("baseline").toString());
    options.put("require", require);
    return lake.run(new GateJob(), options);
  }

  @Test
  void passesAndRecordsWhatItMeasured() {
    RunReport report =
        gate("arithmetic.exact_match >= 0.6, arithmetic.exact_match > baseline + 0.03");

    assertThat(report.status()).isEqualTo(RunReport.Status.COMMITTED);
    assertThat(report.outcome().counts()).containsEntry("conditions", 2L);
    assertThat(report.outcome().values())
        .containsEntry("arithmetic.exact_match >= 0.6", .62)
        .containsEntry("arithmetic.exact_match > baseline + 0.03", .62);
    assertThat(gate("arithmetic.exact_match >= 0.6, arithmetic.exact_match > baseline + 0.03"))
        .extracting(RunReport::status)
        .isEqualTo(RunReport.Status.UNCHANGED);
  }

  @Test
  void refusesWithExitCodeThreeAndTheMeasuredValue() {
    GateRefusedException refusal =
        catchThrowableOfType(
            GateRefusedException.class,
            () -> gate("arithmetic.exact_match >= 0.7, arithmetic.exact_match > baseline + 0.05"));

    assertThat(refusal.exitCode().code()).isEqualTo(3);
    assertThat(refusal)
        .hasMessageContaining(
            "'arithmetic.exact_match >= 0.7' does not hold: the model has 0.6200 (95 % interval"
                + " 0.5800 to 0.6600, n 500)")
        .hasMessageContaining("the baseline 0.5800");
    Row run =
        lake.table("runs").where("job = 'gate'").select("status", "message").collectAsList().get(0);
    assertThat(run.getString(0)).isEqualTo("REFUSED");
    assertThat(run.getString(1)).contains("the model has 0.6200");
  }

  @Test
  void aRefusedModelPassesOnceItsScoresAreBetter() {
    assertThatThrownBy(() -> gate("arithmetic.f1 >= 0.7"))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining(
            "condition 'arithmetic.f1 >= 0.7': the model "
                + model.substring(0, 12)
                + " has no score of arithmetic.f1. It has: arithmetic.exact_match.");

    record("second", Score.of(model, "f1", .71));

    assertThat(gate("arithmetic.f1 >= 0.7").outcome().values())
        .containsEntry("arithmetic.f1 >= 0.7", .71);
  }

  @Test
  void aModelThatWasNeverEvaluatedIsTheRequestsFault() {
    SmallModel.write(folder.resolve("model"), 3);

    assertThatThrownBy(() -> gate("arithmetic.exact_match >= 0.6"))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("has no score of arithmetic.exact_match")
        .hasMessageContaining("It has no scores: evaluate it first.");
  }

  @Test
  void aFolderWithoutAModelAndAFileOfScoresAreNamed() {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("model", folder.resolve("nowhere").toString());
    options.put("require", "arithmetic.exact_match >= 0.6");
    assertThatThrownBy(() -> lake.run(new GateJob(), options))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("nowhere");

    options.put("model", folder.resolve("model").toString());
    options.put("results", folder.resolve("model/config.json").toString());
    assertThatThrownBy(() -> lake.run(new GateJob(), options))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("is no table. Write table:results");
  }
}
