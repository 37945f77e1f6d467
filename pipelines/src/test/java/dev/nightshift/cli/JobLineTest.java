package dev.nightshift.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.pipelines.testing.FakeJob;
import dev.nightshift.runtime.job.JobOption;
import dev.nightshift.runtime.job.OptionKind;
import dev.nightshift.schema.error.Fault;
import dev.nightshift.schema.error.Faults;
import java.util.List;
import org.junit.jupiter.api.Test;

class JobLineTest {

  private static final FakeJob JOB =
      FakeJob.of(
          "train",
          JobOption.required("data", OptionKind.INPUT, "What to train on."),
          JobOption.of("steps", OptionKind.INTEGER, "100", "Steps."),
          JobOption.optional("require", OptionKind.TEXT, "Conditions."),
          JobOption.choice("shape", List.of("round", "square"), "Its shape."),
          JobOption.of("workers", OptionKind.EXECUTION, "1", "Workers."),
          JobOption.of("resume", OptionKind.FLAG, "false", "Whether to go on."));

  private final Faults faults = new Faults();

  private JobLine parse(String... words) {
    return JobLine.parse(JOB, List.of(words), faults);
  }

  private List<String> lines() {
    return faults.list().stream().map(Fault::line).toList();
  }

  @Test
  void readsAllForms() {
    JobLine line =
        parse(
            "--data",
            "table:x",
            "--steps=-5",
            "--resume",
            "--require",
            "a >= 1",
            "--require",
            "b >= 2",
            "--lake",
            "l",
            "--force",
            "--seed",
            "7",
            "--conf",
            "spark.a=1",
            "--conf",
            "spark.b=x=y");

    assertThat(lines()).isEmpty();
    assertThat(line.job())
        .containsEntry("data", "table:x")
        .containsEntry("steps", "-5")
        .containsEntry("resume", "true")
        .containsEntry("require", "a >= 1,b >= 2");
    assertThat(line.general())
        .containsEntry("lake", "l")
        .containsEntry("force", "true")
        .containsEntry("seed", "7")
        .containsEntry("conf", "spark.a=1,spark.b=x=y");
  }

  @Test
  void aFlagTakesTrueOrFalseAndNothingElse() {
    assertThat(parse("--resume", "false").job()).containsEntry("resume", "false");
    parse("--resume", "later");
    assertThat(lines())
        .containsExactly(
            "command line: 'later' belongs to no option. Write options as --name value.");
  }

  @Test
  void tellsAllFaultsAtOnce() {
    parse("data", "--stepz", "3", "--steps", "1", "--steps", "2", "--require");

    assertThat(lines())
        .containsExactly(
            "command line: 'data' belongs to no option. Write options as --name value.",
            "command line: job train has no option 'stepz'. Did you mean 'steps'?",
            "command line: option '--steps' stands twice: '1' and '2'. Keep one.",
            "command line: option '--require' has no value. Write --require VALUE.");
  }

  @Test
  void theHelpTeachesWithAnExample() {
    assertThat(JobHelp.lines(JOB))
        .startsWith(
            "Usage: nightshift job train --OPTION VALUE ...",
            "Does what a test tells it.",
            "",
            "Options (* is required):",
            "* --data INPUT                What to train on.",
            "  --steps N                   Steps. Default: 100.",
            "  --require TEXT              Conditions.",
            "  --shape round|square        Its shape. Default: round.",
            "  --workers VALUE             Workers. Default: 1. Does not change the result.",
            "  --resume                    Whether to go on. Default: false.")
        .endsWith("Example:", "  ./nightshift job train --text hello")
        .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(100));
  }
}
