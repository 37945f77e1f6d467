package dev.nightshift.cli;

import dev.nightshift.inference.digest.ModelDigest;
import dev.nightshift.schema.error.ExitCode;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code digest --model DIR}. */
@Command(
    name = "digest",
    description = "Print the weights digest and the model digest of a model folder, a line each.",
    footer = {"", "Example: ./nightshift digest --model lake/models/tutor"})
final class DigestCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Option(names = "--model", required = true, paramLabel = "DIR", description = "The folder.")
  private Path model = Path.of("");

  @Option(
      names = "--adapter",
      paramLabel = "DIR",
      description = "A PEFT folder whose adapter counts as part of the model.")
  @Nullable Path adapter;

  DigestCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    ModelDigest digest = ModelDigest.of(model, adapter);
    surroundings.out().println("weights " + digest.weights());
    surroundings.out().println("model   " + digest.model());
    return ExitCode.DONE.code();
  }
}
