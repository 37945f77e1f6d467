package dev.nightshift.pipelines.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.pipelines.plan.JobCatalog;
import dev.nightshift.pipelines.plan.PipelinePlan;
import dev.nightshift.pipelines.plan.Planner;
import dev.nightshift.pipelines.secret.SecretReferences;
import dev.nightshift.pipelines.spec.Layers;
import dev.nightshift.pipelines.spec.PipelineSpec;
import dev.nightshift.pipelines.spec.SpecParser;
import dev.nightshift.pipelines.testing.FakeJob;
import dev.nightshift.pipelines.testing.Lines;
import dev.nightshift.pipelines.testing.SharedSpark;
import dev.nightshift.runtime.job.Input;
import dev.nightshift.runtime.job.Job;
import dev.nightshift.runtime.job.JobOption;
import dev.nightshift.runtime.job.JobOutcome;
import dev.nightshift.runtime.job.JobRunner;
import dev.nightshift.runtime.job.OptionKind;
import dev.nightshift.runtime.lake.Lake;
import dev.nightshift.runtime.lake.TableRef;
import dev.nightshift.schema.error.ExitCode;
import dev.nightshift.schema.error.Fault;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.error.GateRefusedException;
import dev.nightshift.schema.error.WorkException;
import dev.nightshift.schema.table.LakeTables;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipelineRunnerTest {

  private static final String YAML =
      """
      name: three
      parameters:
        count: {type: integer, default: 3}
      steps:
        - name: make
          job: make
          with: {rows: "${parameters.count}", table: metrics}
        - name: count
          job: count
          with: {data: "${steps.make.outputs.metrics}", folder: "${lake}/counted"}
        - name: say
          job: say
          with: {text: "${steps.count.artifacts.folder} ${env:TOKEN}"}
      """;

  private static final FakeJob MAKE =
      FakeJob.of(
              "make",
              JobOption.required("rows", OptionKind.INTEGER, "How many rows."),
              JobOption.required("table", OptionKind.OUTPUT_TABLE, "The table."))
          .doing(
              (context, arguments) -> {
                Dataset<Row> rows =
                    context
                        .spark()
                        .range(arguments.integer("rows"))
                        .selectExpr("id + 1 AS step", "'loss' AS name", "id * 0.5D AS value");
                context.append(arguments.text("table"), LakeTables.METRICS, rows, 0);
                return JobOutcome.empty().count("rows", arguments.integer("rows"));
              });

  private static final FakeJob COUNT =
      FakeJob.of(
              "count",
              JobOption.required("data", OptionKind.INPUT, "What to count."),
              JobOption.required("folder", OptionKind.OUTPUT_PATH, "A folder."))
          .doing(
              (context, arguments) -> {
                Input.OfTable table = (Input.OfTable) context.input("data");
                return JobOutcome.empty()
                    .count("counted", context.read(table).count())
                    .artifact("folder", context.lake().root());
              });

  private final List<String> heard = new ArrayList<>();
  private final FakeJob say =
      FakeJob.of("say", JobOption.required("text", OptionKind.TEXT, "What to say."))
          .doing(
              (context, arguments) -> {
                heard.add(arguments.text("text"));
                return JobOutcome.empty();
              });
  private final Lines lines = new Lines();
  private final SecretReferences secrets = new SecretReferences(Map.of("TOKEN", "hunter2"));

  @TempDir private Path folder;
  private Lake lake;

  @BeforeEach
  void openLake() {
    lake = Lake.open(SharedSpark.session(), folder.resolve("lake").toString());
  }

  private PipelineResult run(String yaml, List<String> sets, Job... jobs) {
    Faults faults = new Faults();
    PipelineSpec spec = SpecParser.parse(yaml, "p.yaml", ".", faults);
    JobCatalog catalog = FakeJob.catalog(jobs);
    PipelinePlan plan =
        Planner.plan(spec, new Layers(spec, faults).sets(sets).merge(), catalog, secrets, faults);
    faults.throwIfAny();
    JobRunner runner =
        new JobRunner(
            SharedSpark.session(), lake, lines, Clock.systemUTC(), "test", secrets.known());
    return new PipelineRunner(runner, lake, secrets, lines, Clock.systemUTC())
        .run(plan, null, false);
  }

  @Test
  void handsVersionsAndFoldersOnAndSkipsWhatIsUnchanged() {
    PipelineResult first = run(YAML, List.of(), MAKE, COUNT, say);

    assertThat(first.exitCode()).isEqualTo(ExitCode.DONE);
    assertThat(heard).containsExactly(lake.root() + " hunter2");
    assertThat(lines.said().get(0)).isEqualTo("[1/3] make  make");
    assertThat(lines.said().get(1)).matches("\\[1/3] make  done in .* s: rows 3");
    assertThat(lines.said().get(3)).matches("\\[2/3] count done in .* s: counted 3");

    PipelineResult again = run(YAML, List.of(), MAKE, COUNT, say);

    assertThat(again.exitCode()).isEqualTo(ExitCode.DONE);
    assertThat(heard).hasSize(1);
    assertThat(lines.said().subList(6, 12))
        .contains(
            "[1/3] make  unchanged, skipped: rows 3",
            "[2/3] count unchanged, skipped: counted 3",
            "[3/3] say   unchanged, skipped");

    run(YAML, List.of("count=5"), MAKE, COUNT, say);
    assertThat(lines.said().get(15)).matches("\\[2/3] count done in .* s: counted 8");
  }

  @Test
  void storesTheReferenceOfASecretAndNeverTheSecret() {
    run(YAML, List.of(), MAKE, COUNT, say);

    List<Row> runs = lake.read(TableRef.parse("runs")).collectAsList();
    assertThat(runs).hasSize(3);
    assertThat(runs.toString()).contains("${env:TOKEN}").doesNotContain("hunter2");
    assertThat(lines.said().toString()).doesNotContain("hunter2");
  }

  @Test
  void aFailureStopsWhatNeedsItAndNothingElse() {
    FakeJob broken =
        COUNT.doing(
            (context, arguments) -> {
              throw new WorkException("the count broke on hunter2", "row 7", "Mend it.");
            });
    String yaml =
        YAML
            + """
        - name: free
          job: say
          with: {text: "still here"}
      """
                .indent(0);

    PipelineResult result = run(yaml, List.of(), MAKE, broken, say);

    assertThat(heard).containsExactly("still here");
    assertThat(result.exitCode()).isEqualTo(ExitCode.WORK_FAILED);
    assertThat(result.faults())
        .extracting(Fault::line)
        .containsExactly("row 7: the count broke on ***. Mend it.");
    assertThat(result.steps().get(2)).isEqualTo(new StepResult.NotRun("say", "count"));
    assertThat(lines.said()).contains("[3/4] say   not run: it needs count");

    // The rerun takes up where the failure was.
    PipelineResult rerun = run(yaml, List.of(), MAKE, COUNT, say);
    assertThat(rerun.exitCode()).isEqualTo(ExitCode.DONE);
    assertThat(lines.said()).contains("[1/4] make  unchanged, skipped: rows 3");
    assertThat(heard).containsExactly("still here", lake.root() + " hunter2");
  }

  @Test
  void aRefusalEndsWithItsOwnCodeUnlessWorkFailed() {
    FakeJob refusing =
        FakeJob.of("count", COUNT.options().toArray(new JobOption[0]))
            .doing(
                (context, arguments) -> {
                  throw new GateRefusedException(List.of(Fault.of("accuracy is .2, below .4")));
                });

    PipelineResult result = run(YAML, List.of(), MAKE, refusing, say);

    assertThat(result.exitCode()).isEqualTo(ExitCode.GATE_REFUSED);
    assertThat(lines.said()).contains("[2/3] count refused");
    assertThatThrownBy(result::throwIfFailed)
        .isInstanceOf(GateRefusedException.class)
        .hasMessage("accuracy is .2, below .4");
  }

  @Test
  void tellsOfAnArtifactThatAStepDidNotMake() {
    String yaml = YAML.replace("artifacts.folder", "artifacts.model");

    PipelineResult result = run(yaml, List.of(), MAKE, COUNT, say);

    assertThat(result.exitCode()).isEqualTo(ExitCode.BAD_REQUEST);
    assertThat(result.faults())
        .extracting(Fault::line)
        .containsExactly("p.yaml:13: step 'count' made no artifact 'model'. It made: folder.");
  }

  @Test
  void eachStepHasAFolderNamedByWhatItMakes() {
    FakeJob build =
        FakeJob.of(
                "build",
                JobOption.required("data", OptionKind.INPUT, "What to build from."),
                JobOption.of("width", OptionKind.INTEGER, "8", "Width."),
                JobOption.of("threads", OptionKind.EXECUTION, "1", "Threads."),
                JobOption.required("output", OptionKind.OUTPUT_PATH, "Where to build."))
            .doing(
                (context, arguments) -> {
                  heard.add(arguments.text("output"));
                  return JobOutcome.empty();
                });
    String yaml =
        """
        name: built
        parameters:
          count: {type: integer, default: 1}
          threads: {default: 1}
        steps:
          - name: make
            job: make
            with: {rows: "${parameters.count}", table: metrics}
          - name: model
            job: build
            with:
              data: ${steps.make.outputs.metrics}
              threads: ${parameters.threads}
              output: ${step.folder}/model
        """;

    run(yaml, List.of(), MAKE, build);
    assertThat(heard).hasSize(1);
    assertThat(heard.get(0))
        .matches(folder.resolve("lake").toAbsolutePath() + "/steps/model-[0-9a-f]{16}/model");

    // How the work is done does not rename it; what it is made from does.
    run(yaml, List.of("threads=2"), MAKE, build);
    assertThat(heard).hasSize(1);
    run(yaml, List.of("count=2"), MAKE, build);
    assertThat(heard).hasSize(2);
    assertThat(heard.get(1)).isNotEqualTo(heard.get(0));
  }
}
