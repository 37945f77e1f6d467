package dev.nightshift.cli;

import dev.nightshift.inference.LanguageModel;
import dev.nightshift.inference.generate.Generation;
import dev.nightshift.inference.generate.GenerationRequest;
import dev.nightshift.inference.generate.GenerationSettings;
import dev.nightshift.inference.generate.Generator;
import dev.nightshift.inference.tensor.DType;
import dev.nightshift.schema.error.ExitCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code generate --model DIR --prompt TEXT}. */
@Command(
    name = "generate",
    description = "Continue a prompt; the text goes to standard output.",
    footer = {
      "",
      "Example: ./nightshift generate --model lake/models/tutor --prompt \"Question: 2 + 3?\""
    })
final class GenerateCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Option(names = "--model", required = true, paramLabel = "DIR", description = "Model folder.")
  private Path model = Path.of("");

  @Option(
      names = "--adapter",
      paramLabel = "DIR",
      description = "A PEFT folder whose adapter is applied.")
  @Nullable Path adapter;

  @Option(
      names = "--prompt",
      required = true,
      paramLabel = "TEXT",
      description = "What to continue; \"\" starts from nothing.")
  private String prompt = "";

  @Option(
      names = "--max-tokens",
      paramLabel = "N",
      defaultValue = "128",
      description = "Most tokens to add. Default: ${DEFAULT-VALUE}.")
  private int maxTokens;

  @Option(
      names = "--temperature",
      paramLabel = "X",
      defaultValue = "0",
      description = "0 takes the likeliest token; 1 draws by the model. Default: ${DEFAULT-VALUE}.")
  private double temperature;

  @Option(
      names = "--top-k",
      paramLabel = "K",
      defaultValue = "0",
      description = "Draw among the K likeliest tokens; 0 for all. Default: ${DEFAULT-VALUE}.")
  private int topK;

  @Option(
      names = "--top-p",
      paramLabel = "P",
      defaultValue = "1",
      description =
          "Draw among the fewest tokens whose probabilities reach P. Default: ${DEFAULT-VALUE}.")
  private double topP;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Seed of the draws. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(names = "--stop", paramLabel = "TEXT", description = "End before this text. Repeatable.")
  private List<String> stops = new ArrayList<>();

  @Option(
      names = "--completion-only",
      description = "Print what was added, without the prompt before it.")
  private boolean completionOnly;

  GenerateCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    GenerationSettings settings =
        GenerationSettings.greedy(maxTokens)
            .withTemperature(temperature, seed)
            .withTopK(topK)
            .withTopP(topP)
            .withStops(stops);
    try (LanguageModel loaded = LanguageModel.load(model, adapter, DType.F32)) {
      List<Generation> generations =
          Generator.generate(loaded, List.of(GenerationRequest.ofText("prompt", prompt)), settings);
      String text = generations.get(0).text();
      surroundings.out().println(completionOnly ? text : prompt + text);
    }
    return ExitCode.DONE.code();
  }
}
