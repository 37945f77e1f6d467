package dev.nightshift.cli;

import dev.nightshift.inference.digest.ModelDigest;
import dev.nightshift.inference.importing.Llama2cImporter;
import dev.nightshift.schema.error.ExitCode;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code import --from PATH --output DIR}. */
@Command(
    name = "import",
    description =
        "Turn a model of another format into a Hugging Face folder: a llama2.c checkpoint with its"
            + " tokenizer.",
    footer = {
      "",
      "Example: ./nightshift import --from stories260K --output lake/models/stories",
      "--from names a folder with one checkpoint and one tok*.bin, or the checkpoint itself."
    })
final class ImportCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Option(names = "--from", required = true, paramLabel = "PATH", description = "What to import.")
  private Path from = Path.of("");

  @Option(names = "--output", required = true, paramLabel = "DIR", description = "Folder to make.")
  private Path output = Path.of("");

  ImportCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    Llama2cImporter.importFrom(from, output);
    surroundings.out().println("model " + ModelDigest.of(output).model());
    return ExitCode.DONE.code();
  }
}
