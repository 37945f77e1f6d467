package dev.nightshift.cli;

import dev.nightshift.inference.LanguageModel;
import dev.nightshift.inference.generate.GenerationRequest;
import dev.nightshift.inference.generate.GenerationSettings;
import dev.nightshift.inference.generate.Generator;
import dev.nightshift.inference.model.ModelConfig;
import dev.nightshift.inference.plan.ModelPresets;
import dev.nightshift.inference.score.ScoreRequest;
import dev.nightshift.inference.score.Scorer;
import dev.nightshift.inference.tensor.DType;
import dev.nightshift.inference.tensor.NativeThreads;
import dev.nightshift.schema.error.ExitCode;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.random.CounterRandom;
import dev.nightshift.training.bench.TrainingSpeed;
import dev.nightshift.training.decoder.DecoderSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bench NAME}. */
@Command(
    name = "bench",
    description =
        "Measure this machine and print a table: bench train, bench generate, bench score.",
    footer = {
      "",
      "Each case runs once to warm up, then --rounds times; the table shows the best round.",
      "bench train takes --config, or the two built-in sizes; it shows the median step, as tokens/s",
      "and as a share of what a large matrix product reaches on this machine.",
      "",
      "Examples:",
      "  ./nightshift bench train",
      "  ./nightshift bench generate --model lake/models/tutor"
    })
final class BenchCommand implements Callable<Integer> {

  private static final long SEED = 1;

  private final Surroundings surroundings;

  @Parameters(paramLabel = "NAME", description = "train, generate or score.")
  private String name = "";

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "Model folder, to generate and to score.")
  private @Nullable Path model;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "config.json of the model to train; 8 rows of its positions, at most 256.")
  private @Nullable Path config;

  @Option(
      names = "--dtype",
      paramLabel = "TYPE",
      defaultValue = "float32",
      description = "Type to train in: float32 or bfloat16. Default: ${DEFAULT-VALUE}.")
  private String dtype = "float32";

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "20",
      description = "Measured steps of training. Default: ${DEFAULT-VALUE}.")
  private int steps = 20;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "3",
      description = "Measured rounds of each case. Default: ${DEFAULT-VALUE}.")
  private int rounds = 3;

  @Option(
      names = "--tokens",
      paramLabel = "N",
      defaultValue = "32",
      description = "Tokens of a prompt, and of a continuation. Default: ${DEFAULT-VALUE}.")
  private int tokens = 32;

  BenchCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    check();
    if (name.equals("train")) {
      train();
      return ExitCode.DONE.code();
    }
    try (LanguageModel loaded = LanguageModel.load(Objects.requireNonNull(model, "model"))) {
      surroundings.out().println("| rows | tokens | seconds | tokens/s |");
      surroundings.out().println("|---:|---:|---:|---:|");
      for (int rows : List.of(1, 8, 64)) {
        List<int[]> texts = texts(rows, loaded.config().vocabSize());
        row(rows, name.equals("generate") ? generate(loaded, texts) : score(loaded, texts));
      }
    }
    return ExitCode.DONE.code();
  }

  private void check() {
    Faults faults = new Faults();
    boolean known = List.of("train", "generate", "score").contains(name);
    if (!known) {
      faults.add(
          "there is no benchmark '" + name + "'",
          "command line",
          "The benchmarks are: train, generate, score.");
    } else if (!name.equals("train") && model == null) {
      faults.add("bench " + name + " needs --model", "command line", "Name a model folder.");
    }
    if (rounds < 1 || tokens < 1 || steps < 1) {
      faults.add(
          "--rounds is " + rounds + ", --tokens " + tokens + " and --steps " + steps,
          "command line",
          "Give at least 1.");
    }
    if (DType.ofTraining(dtype).isEmpty()) {
      faults.add("--dtype is '" + dtype + "'", "command line", "Give float32 or bfloat16.");
    }
    faults.throwIfAny();
  }

  private void train() {
    surroundings
        .out()
        .println("| model | parameters | rows | tokens/s | GFLOP/s | ceiling | share | peak MiB |");
    surroundings.out().println("|---|---:|---|---:|---:|---:|---:|---:|");
    if (config != null) {
      ModelConfig own = ModelConfig.read(config);
      train("" + config, own, 8, Math.min(256, own.maxPositions()));
      return;
    }
    train(ModelPresets.LLAMA_4M.label(), ModelPresets.LLAMA_4M.config(), 16, 128);
    train(ModelPresets.LLAMA_25M.label(), ModelPresets.LLAMA_25M.config(), 8, 256);
  }

  private void train(String label, ModelConfig own, int rows, int context) {
    DType compute = DType.ofName(dtype).orElseThrow();
    DecoderSettings settings = new DecoderSettings(compute, "auto", null, false, 0);
    try (TrainingSpeed speed =
        new TrainingSpeed(own, settings, rows, context, NativeThreads.ofProcess())) {
      TrainingSpeed.Result result = speed.measure(3, steps);
      surroundings
          .out()
          .printf(
              Locale.ROOT,
              "| %s | %,d | %d × %d | %,.0f | %.1f | %.1f | %.0f %% | %,d |%n",
              label,
              result.parameters(),
              rows,
              context,
              result.tokensPerSecond(),
              result.operationsPerSecond() / 1e9,
              result.ceiling() / 1e9,
              100 * result.share(),
              result.peakBytes() >> 20);
    }
  }

  private LongSupplier generate(LanguageModel loaded, List<int[]> texts) {
    GenerationSettings settings = GenerationSettings.greedy(tokens).ignoringEos();
    List<GenerationRequest> requests = new ArrayList<>();
    texts.forEach(t -> requests.add(GenerationRequest.ofTokens("r" + requests.size(), t)));
    return () ->
        Generator.generate(loaded, requests, settings).stream()
            .mapToLong(g -> g.tokenIds().size())
            .sum();
  }

  private static LongSupplier score(LanguageModel loaded, List<int[]> texts) {
    Scorer scorer = Scorer.of(loaded);
    List<ScoreRequest> requests = new ArrayList<>();
    texts.forEach(
        t -> requests.add(ScoreRequest.ofTokens("r" + requests.size(), new int[] {t[0]}, t)));
    return () -> scorer.score(requests).stream().mapToLong(s -> s.tokenIds().size()).sum();
  }

  /** Random tokens: what a text says does not change how long it takes. */
  private List<int[]> texts(int rows, int vocabulary) {
    List<int[]> texts = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      CounterRandom random = CounterRandom.of(SEED, "bench", row);
      int[] text = new int[tokens];
      for (int i = 0; i < tokens; i++) {
        text[i] = random.nextInt(vocabulary);
      }
      texts.add(text);
    }
    return texts;
  }

  private void row(int rows, LongSupplier work) {
    // Warms up; what it did does not count.
    long unused = work.getAsLong();
    Duration best = Duration.ofDays(1);
    long done = 0;
    for (int round = 0; round < rounds; round++) {
      long start = System.nanoTime();
      done = work.getAsLong();
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      best = took.compareTo(best) < 0 ? took : best;
    }
    double seconds = best.toNanos() / 1e9;
    surroundings
        .out()
        .printf(Locale.ROOT, "| %d | %,d | %.3f | %,.0f |%n", rows, done, seconds, done / seconds);
  }
}
