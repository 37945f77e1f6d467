package dev.nightshift.cli;

import dev.nightshift.inference.LanguageModel;
import dev.nightshift.inference.generate.GenerationRequest;
import dev.nightshift.inference.generate.GenerationSettings;
import dev.nightshift.inference.generate.Generator;
import dev.nightshift.inference.score.ScoreRequest;
import dev.nightshift.inference.score.Scorer;
import dev.nightshift.schema.error.ExitCode;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.schema.random.CounterRandom;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bench NAME}. */
@Command(
    name = "bench",
    description = "Measure a model on this machine and print a table: bench generate, bench score.",
    footer = {
      "",
      "Each case runs once to warm up, then --rounds times; the table shows the best round.",
      "Example: ./nightshift bench generate --model lake/models/tutor"
    })
final class BenchCommand implements Callable<Integer> {

  private static final long SEED = 1;

  private final Surroundings surroundings;

  @Parameters(paramLabel = "NAME", description = "generate or score.")
  private String name = "";

  @Option(names = "--model", required = true, paramLabel = "DIR", description = "Model folder.")
  private Path model = Path.of("");

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
    if (!name.equals("generate") && !name.equals("score")) {
      throw new RequestException(
          "there is no benchmark '" + name + "'",
          "command line",
          "The benchmarks are: generate, score.");
    }
    if (rounds < 1 || tokens < 1) {
      throw new RequestException(
          "--rounds is " + rounds + " and --tokens " + tokens, "command line", "Give at least 1.");
    }
    try (LanguageModel loaded = LanguageModel.load(model)) {
      surroundings.out().println("| rows | tokens | seconds | tokens/s |");
      surroundings.out().println("|---:|---:|---:|---:|");
      for (int rows : List.of(1, 8, 64)) {
        List<int[]> texts = texts(rows, loaded.config().vocabSize());
        row(rows, name.equals("generate") ? generate(loaded, texts) : score(loaded, texts));
      }
    }
    return ExitCode.DONE.code();
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
