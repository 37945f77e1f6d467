package dev.nightshift.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of every command that runs a pipeline. */
final class PipelineOptions {

  @Mixin LakeOptions lake = new LakeOptions();

  @Option(
      names = "--set",
      paramLabel = "PATH=VALUE",
      description =
          "Set a parameter (NAME=value) or an option of a step (steps.STEP.OPTION=value)."
              + " Repeatable; wins over all other layers.")
  List<String> sets = new ArrayList<>();

  @Option(
      names = "--config-file",
      paramLabel = "FILE",
      description =
          "A YAML file of values, above the pipeline and below the environment. Where none is"
              + " given: nightshift.yaml, if there is one here.")
  @Nullable Path configFile;
}
