package dev.nightshift.cli;

import dev.nightshift.inference.model.ModelConfig;
import dev.nightshift.inference.plan.ModelPresets;
import dev.nightshift.inference.plan.PlanText;
import dev.nightshift.inference.tensor.DType;
import dev.nightshift.schema.error.ExitCode;
import dev.nightshift.schema.error.Faults;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code plan --config config.json}. */
@Command(
    name = "plan",
    description =
        "Tell what a model costs to train: parameters, operations per token, memory per rank, and"
            + " the layout that fits.",
    footer = {
      "",
      "Examples:",
      "  ./nightshift plan --config config.json --devices 8 --memory 80GiB",
      "  ./nightshift plan --preset llama-8b --devices 64 --memory 80GiB --dtype bfloat16",
      "The figures are estimates by published formulas; nothing is loaded or trained."
    })
final class PlanCommand implements Callable<Integer> {

  private static final Pattern SIZE =
      Pattern.compile("([0-9]+(?:\\.[0-9]+)?) *(B|KiB|MiB|GiB|TiB|kB|MB|GB|TB)");
  private static final int DEFAULT_CONTEXT = 2048;

  private final Surroundings surroundings;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "config.json of a Hugging Face model.")
  private @Nullable Path config;

  @Option(
      names = "--preset",
      paramLabel = "NAME",
      description = "A built-in configuration in its place: llama-1m … llama-70b, mixtral-8x7b.")
  private @Nullable String preset;

  @Option(
      names = "--devices",
      paramLabel = "N",
      defaultValue = "1",
      description = "Devices, one rank each. Default: ${DEFAULT-VALUE}.")
  private int devices = 1;

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      defaultValue = "80GiB",
      description = "Memory of a device, such as 24GiB. Default: ${DEFAULT-VALUE}.")
  private String memory = "80GiB";

  @Option(
      names = "--max-length",
      paramLabel = "N",
      description = "Tokens of a row. Default: the model's positions, at most 2048.")
  private @Nullable Long maxLength;

  @Option(
      names = "--dtype",
      paramLabel = "TYPE",
      defaultValue = "bfloat16",
      description = "float32 or bfloat16. Default: ${DEFAULT-VALUE}.")
  private String dtype = "bfloat16";

  PlanCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    Faults faults = new Faults();
    if ((config == null) == (preset == null)) {
      faults.add(
          config == null ? "no model was named" : "both --config and --preset were given",
          "command line",
          "Give --config FILE, or --preset with one of: "
              + String.join(", ", ModelPresets.labels())
              + ".");
    }
    if (devices < 1) {
      faults.add("--devices is " + devices, "command line", "Give at least 1.");
    }
    if (maxLength != null && maxLength < 1) {
      faults.add("--max-length is " + maxLength, "command line", "Give at least 1.");
    }
    OptionalDouble bytes = bytes(memory);
    if (bytes.isEmpty()) {
      faults.add(
          "--memory is '" + memory + "'", "command line", "Give a size such as 24GiB or 80GB.");
    }
    Optional<DType> compute = DType.ofTraining(dtype);
    if (compute.isEmpty()) {
      faults.add("--dtype is '" + dtype + "'", "command line", "Give float32 or bfloat16.");
    }
    faults.throwIfAny();
    ModelConfig model = config == null ? ModelPresets.named("" + preset).config() : read(config);
    long context = maxLength == null ? Math.min(model.maxPositions(), DEFAULT_CONTEXT) : maxLength;
    surroundings
        .out()
        .print(PlanText.of(model, devices, bytes.getAsDouble(), context, compute.orElseThrow()));
    return ExitCode.DONE.code();
  }

  private static ModelConfig read(Path file) {
    return ModelConfig.read(file.toFile().isDirectory() ? file.resolve("config.json") : file);
  }

  /** Bytes of a size such as {@code 24GiB}; empty where it is none. */
  static OptionalDouble bytes(String size) {
    Matcher matcher = SIZE.matcher(size.strip());
    if (!matcher.matches()) {
      return OptionalDouble.empty();
    }
    String unit = matcher.group(2);
    double base = unit.endsWith("iB") ? 1024 : 1000;
    int power = unit.equals("B") ? 0 : "kmgt".indexOf(unit.toLowerCase(Locale.ROOT).charAt(0)) + 1;
    return OptionalDouble.of(Double.parseDouble(matcher.group(1)) * Math.pow(base, power));
  }
}
