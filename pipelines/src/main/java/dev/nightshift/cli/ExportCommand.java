package dev.nightshift.cli;

import dev.nightshift.inference.checkpoint.Checkpoint;
import dev.nightshift.inference.checkpoint.CheckpointWriter;
import dev.nightshift.inference.checkpoint.WriteOptions;
import dev.nightshift.inference.digest.ModelDigest;
import dev.nightshift.inference.tensor.DType;
import dev.nightshift.schema.error.ExitCode;
import dev.nightshift.schema.error.RequestException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code export --model DIR --output DIR}. */
@Command(
    name = "export",
    description =
        "Write a model as a Hugging Face folder for other tools: without the state of its training,"
            + " in another type if asked.",
    footer = {
      "",
      "Example: ./nightshift export --model lake/models/tutor --output tutor --dtype bf16"
    })
final class ExportCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Option(names = "--model", required = true, paramLabel = "DIR", description = "Model folder.")
  private Path model = Path.of("");

  @Option(
      names = "--output",
      required = true,
      paramLabel = "DIR",
      description = "Folder to make; it must not be there yet.")
  private Path output = Path.of("");

  @Option(
      names = "--dtype",
      paramLabel = "TYPE",
      defaultValue = "f32",
      description = "Type of the weights: f32, bf16 or f16. Default: ${DEFAULT-VALUE}.")
  private String type = "f32";

  @Option(
      names = "--max-shard-bytes",
      paramLabel = "N",
      defaultValue = "5000000000",
      description = "Size above which the weights are split. Default: ${DEFAULT-VALUE}.")
  private long maxShardBytes;

  ExportCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    DType wanted = type();
    if (Files.exists(output)) {
      throw new RequestException(
          "the output exists", output.toString(), "Name a folder that is not there yet.");
    }
    try (Checkpoint checkpoint = Checkpoint.read(model, wanted)) {
      CheckpointWriter.write(
          output,
          checkpoint.config(),
          checkpoint.weights().asMap(),
          model,
          WriteOptions.DEFAULT.withType(wanted).withMaxShardBytes(maxShardBytes));
    }
    surroundings.out().println("model " + ModelDigest.of(output).model());
    return ExitCode.DONE.code();
  }

  private DType type() {
    List<String> names =
        Arrays.stream(DType.values()).map(t -> t.name().toLowerCase(Locale.ROOT)).toList();
    int index = names.indexOf(type.toLowerCase(Locale.ROOT));
    if (index < 0) {
      throw new RequestException(
          "'" + type + "' is no type of weights",
          "--dtype",
          "The types are: " + String.join(", ", names) + ".");
    }
    return DType.values()[index];
  }
}
