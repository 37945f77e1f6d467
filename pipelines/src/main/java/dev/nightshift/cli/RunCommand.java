package dev.nightshift.cli;

import dev.nightshift.pipelines.spec.SpecParser;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code run PIPELINE.yaml}. */
@Command(
    name = "run",
    description = "Run a pipeline. Steps that are unchanged since an earlier run are skipped.",
    footer = {
      "",
      "Example: ./nightshift run pipelines/specs/nightly.yaml --set documents=notes.jsonl",
      "Values come in layers, the later winning: defaults, the pipeline, the configuration file,",
      "NIGHTSHIFT_SET_... variables, --set. See docs/pipelines.md."
    })
final class RunCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Parameters(paramLabel = "PIPELINE.yaml", description = "The pipeline.")
  @SuppressWarnings("NullAway.Init") // Set by picocli before call().
  private Path pipeline;

  @Mixin private PipelineOptions options = new PipelineOptions();

  @Option(names = "--force", description = "Run unchanged steps again.")
  private boolean force;

  @Option(
      names = "--dry-run",
      description = "List all faults, or the steps with their options, and run nothing.")
  private boolean dryRun;

  RunCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    PipelineSession session =
        PipelineSession.prepare(
            surroundings, faults -> SpecParser.parse(pipeline, faults), options);
    return dryRun ? session.show() : session.run(force).code();
  }
}
