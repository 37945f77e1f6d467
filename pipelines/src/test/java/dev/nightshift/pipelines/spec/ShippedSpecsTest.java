package dev.nightshift.pipelines.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.pipelines.plan.JobCatalog;
import dev.nightshift.pipelines.plan.PipelinePlan;
import dev.nightshift.pipelines.plan.PlannedStep;
import dev.nightshift.pipelines.plan.Planner;
import dev.nightshift.pipelines.secret.SecretReferences;
import dev.nightshift.pipelines.testing.FakeJob;
import dev.nightshift.runtime.job.Job;
import dev.nightshift.runtime.job.JobRegistry;
import dev.nightshift.schema.error.Fault;
import dev.nightshift.schema.error.Faults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every pipeline that is shipped has no fault, held against the jobs as they are. */
class ShippedSpecsTest {

  private static final Path SPECS =
      Path.of(System.getProperty("nightshift.root"), "pipelines", "specs");

  private static final JobCatalog JOBS =
      FakeJob.catalog(JobRegistry.load().all().toArray(new Job[0]));

  /** What a user has to give; any file that is there will do. */
  private static final Map<String, List<String>> GIVEN =
      Map.of(
          "curation.yaml",
          List.of("documents=" + SPECS),
          "demo.yaml",
          List.of(),
          "nightly.yaml",
          List.of("documents=" + SPECS, "preferences=" + SPECS));

  private static PipelinePlan plan(Path file, List<String> sets, Faults faults) {
    PipelineSpec spec = SpecParser.parse(file, faults);
    Configuration configuration = new Layers(spec, faults).sets(sets).merge();
    return Planner.plan(spec, configuration, JOBS, new SecretReferences(Map.of()), faults);
  }

  @TestFactory
  Stream<DynamicTest> hasNoFault() throws IOException {
    List<Path> files;
    try (Stream<Path> list = Files.list(SPECS)) {
      files = list.filter(f -> f.toString().endsWith(".yaml")).sorted().toList();
    }
    assertThat(files).extracting(f -> f.getFileName().toString()).containsAll(GIVEN.keySet());
    return files.stream()
        .map(
            file ->
                DynamicTest.dynamicTest(
                    file.getFileName().toString(),
                    () -> {
                      Faults faults = new Faults();
                      plan(file, GIVEN.get(file.getFileName().toString()), faults);
                      assertThat(faults.list()).extracting(Fault::line).isEmpty();
                    }));
  }

  @Test
  void theDemoRunsTheWholeLoop() {
    PipelinePlan plan = plan(SPECS.resolve("demo.yaml"), List.of(), new Faults());

    assertThat(plan.steps())
        .extracting(s -> s.job().name())
        .contains(
            "sample",
            "ingest",
            "train-quality",
            "curate",
            "train-tokenizer",
            "pretrain",
            "dpo",
            "evaluate",
            "gate",
            "register",
            "report");
    assertThat(plan.steps()).last().extracting(PlannedStep::name).isEqualTo("report");
  }

  @Test
  void theNightTakesItsOptionalParts() {
    Faults faults = new Faults();
    List<String> sets =
        List.of(
            "documents=" + SPECS,
            "preferences=" + SPECS,
            "with-prompts=true",
            "prompts=" + SPECS,
            "with-expectations=true",
            "with-quality=true",
            "quality-labels=" + SPECS);
    PipelinePlan plan = plan(SPECS.resolve("nightly.yaml"), sets, faults);

    assertThat(faults.list()).isEmpty();
    assertThat(plan.leftOut()).isEmpty();
    assertThat(plan.steps()).extracting(PlannedStep::name).contains("prompts", "quality", "expect");
  }
}
