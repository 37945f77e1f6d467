package dev.nightshift.synthesis.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.runtime.job.Job;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobRunner;
import dev.nightshift.runtime.job.RunReport;
import dev.nightshift.runtime.job.RunRequest;
import dev.nightshift.runtime.lake.Lake;
import dev.nightshift.runtime.progress.ConsoleProgress;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.synthesis.TestSpark;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleJobTest {

  @TempDir private Path folder;

  private RunReport run(Map<String, String> given) {
    Job job =
        ServiceLoader.load(Job.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(j -> j.name().equals("sample"))
            .findFirst()
            .orElseThrow();
    Faults faults = new Faults();
    JobArguments arguments = JobArguments.check(job, given, "test", faults);
    faults.throwIfAny();
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    return new JobRunner(
            TestSpark.session(),
            Lake.open(TestSpark.session(), folder.resolve("lake").toString()),
            new ConsoleProgress(nowhere, Clock.systemUTC(), false),
            Clock.systemUTC(),
            "test")
        .run(job, arguments, RunRequest.ofSeed(7));
  }

  @Test
  void writesItsFilesCountsThemAndIsSkippedOnARerun() throws Exception {
    Map<String, String> options =
        Map.of(
            "output", folder.resolve("sample").toString(),
            "documents", "300",
            "pairs", "40",
            "prompts", "20",
            "quality", "30");
    RunReport first = run(options);
    assertThat(first.outcome().artifacts().keySet())
        .containsExactlyInAnyOrder("documents", "preferences", "prompts", "quality");
    assertThat(first.outcome().counts())
        .containsEntry("documents", 300L)
        .containsEntry("preferences", 40L)
        .containsKey("documents/problem");
    Path documents = Path.of(first.outcome().artifacts().get("documents"));
    byte[] bytes = Files.readAllBytes(documents);
    assertThat(run(options).status()).isEqualTo(RunReport.Status.UNCHANGED);
    Files.delete(documents);
    assertThat(run(options).status()).isEqualTo(RunReport.Status.COMMITTED);
    assertThat(Files.readAllBytes(documents)).isEqualTo(bytes);
  }

  @Test
  void allWrongOptionsAreTold() {
    assertThatThrownBy(
            () ->
                run(
                    Map.of(
                        "output", folder.toString(), "documents", "0", "held-out-percent", "100")))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("option 'documents' is 0. Give a whole number from 1 to 100000000.")
        .hasMessageContaining(
            "option 'held-out-percent' is 100. Give a whole number from 1 to 99.");
  }
}
