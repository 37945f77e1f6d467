package dev.nightshift.evaluation.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.evaluation.TestLake;
import dev.nightshift.runtime.codec.RecordCodec;
import dev.nightshift.runtime.job.Job;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.runtime.job.JobOption;
import dev.nightshift.runtime.job.JobOutcome;
import dev.nightshift.runtime.job.OptionKind;
import dev.nightshift.runtime.job.RunReport;
import dev.nightshift.runtime.job.RunRequest;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.schema.table.LakeTables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeedsJobTest {

  @TempDir private Path folder;

  /** A row of {@code held_out}. */
  record Row(long step, int example, String prompt, Map<String, Double> values) {}

  /** What a training leaves: 40 pairs, of which it tells more right at its end. */
  private static final class Training implements Job {

    @Override
    public String name() {
      return "training";
    }

    @Override
    public int version() {
      return 1;
    }

    @Override
    public String summary() {
      return "writes held-out examples";
    }

    @Override
    public String example() {
      return "--right 3";
    }

    @Override
    public List<JobOption> options() {
      return List.of(JobOption.required("right", OptionKind.INTEGER, "Pairs told right"));
    }

    @Override
    public JobOutcome run(JobContext context, JobArguments arguments) {
      List<Row> rows = new ArrayList<>();
      for (int pair = 0; pair < 40; pair++) {
        rows.add(row(0, pair, pair < 20));
        rows.add(row(8, pair, pair < arguments.integer("right") + context.seed()));
      }
      context.append(
          LakeTables.HELD_OUT.name(),
          LakeTables.HELD_OUT,
          RecordCodec.of(Row.class, LakeTables.HELD_OUT).dataset(context.spark(), rows),
          0);
      return JobOutcome.empty();
    }

    private static Row row(long step, int pair, boolean right) {
      return new Row(
          step,
          pair,
          "prompt " + pair / 2,
          Map.of("rewards/chosen", right ? 1.0 : -1.0, "rewards/rejected", 0.0));
    }
  }

  /** Seeds 1 and 2 add a pair each: 31 and 32 of 40 against 20 at the start, and 21 and 22. */
  @Test
  void trainingsOfOneKindAreTakenTogether() throws Exception {
    TestLake bench = new TestLake(folder.resolve("lake"));
    for (long seed = 1; seed <= 2; seed++) {
      bench.run(RunRequest.ofSeed(seed), new Training(), "right", "30");
      bench.run(RunRequest.ofSeed(seed), new Training(), "right", "20");
    }
    Path output = folder.resolve("seeds");
    RunReport report =
        bench.run(
            RunRequest.ofSeed(0),
            new SeedsJob(),
            "baseline",
            "training right=20",
            "output",
            output.toString());
    assertThat(report.outcome().counts()).containsEntry("trainings", 2L);
    assertThat(report.outcome().values())
        .hasEntrySatisfying(
            "training right=30", mean -> assertThat(mean).isCloseTo(.7875, Offset.offset(1e-12)));
    assertThat(page(output))
        .contains("| training right=30 | 8 | 2 | 20 | 40 | 0.7875 |")
        .contains("| training right=20 | +0.2500 | ± ")
        .contains("| greater |")
        .contains("| training right=20 | 0 | 0.5000 |");
    assertThat(output.resolve("seeds.html")).exists();

    bench.run(
        RunRequest.ofSeed(0), new SeedsJob(), "baseline", "start", "output", output.toString());
    assertThat(page(output))
        .contains("| its start | +0.2875 |")
        .contains("| its start | +0.0375 | ");
    assertThatThrownBy(
            () ->
                bench.run(
                    RunRequest.ofSeed(0),
                    new SeedsJob(),
                    "measure",
                    "reward",
                    "output",
                    output.toString()))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("no committed training has measured 'reward'");
    assertThatThrownBy(
            () ->
                bench.run(
                    RunRequest.ofSeed(0),
                    new SeedsJob(),
                    "baseline",
                    "nobody",
                    "output",
                    output.toString()))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("no training is named 'nobody'");
  }

  /** The page without the spaces that align its columns. */
  private static String page(Path folder) throws IOException {
    return Files.readString(folder.resolve("seeds.md")).replaceAll(" +", " ");
  }
}
