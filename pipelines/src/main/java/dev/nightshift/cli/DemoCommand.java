package dev.nightshift.cli;

import dev.nightshift.schema.error.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code demo}. */
@Command(
    name = "demo",
    description =
        "Run the whole loop on a sample that the program makes itself: word problems with checkable"
            + " answers, and preference pairs over them. Minutes on two cores.",
    footer = {"", "The pipeline is pipelines/specs/demo.yaml. The lake is made in ./lake."})
final class DemoCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Mixin private PipelineOptions options = new PipelineOptions();

  @Option(names = "--force", description = "Run unchanged steps again.")
  private boolean force;

  DemoCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    PipelineSession session =
        PipelineSession.prepare(
            surroundings, faults -> SpecFiles.shipped("demo.yaml", surroundings, faults), options);
    ExitCode code = session.run(force);
    String lake = session.lake();
    surroundings.out().println("Where to look next:");
    say("the report again, as HTML", "./nightshift report --lake " + lake + " --format html");
    say("the lake, as Delta tables", lake);
    say("the log", lake + "/logs/nightshift.log");
    say("run again: all steps unchanged", "./nightshift demo --lake " + lake);
    say(
        "your own files",
        "./nightshift run pipelines/specs/nightly.yaml --set documents=... (docs/pipelines.md)");
    return code.code();
  }

  private void say(String what, String how) {
    surroundings.out().printf("  %-32s %s%n", what, how);
  }
}
