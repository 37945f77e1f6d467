package dev.nightshift.training.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.IntNode;
import dev.nightshift.inference.model.ModelConfig;
import dev.nightshift.inference.plan.ModelPresets;
import dev.nightshift.inference.tensor.NativeThreads;
import dev.nightshift.inference.tokenizer.Tokenizer;
import dev.nightshift.schema.random.CounterRandom;
import dev.nightshift.training.data.PairFile;
import dev.nightshift.training.data.SequenceWriter;
import dev.nightshift.training.data.SharedPrompt;
import dev.nightshift.training.preference.loss.SigmoidLoss;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Pairs per second of DPO, and its memory over 100,000 pairs. Prints figures; run it with the
 * profile {@code bench}.
 *
 * <p>The pairs of harmless-base are read with the tokenizer in the folder that the property {@code
 * nightshift.bench.tokenizer} names. Without one, words are cut into pieces of at most five letters,
 * which gives about as many tokens as 4,096 byte pairs do.
 */
@Tag("bench")
@Timeout(3600)
class PreferenceBench {

  private static final int VOCABULARY = 4096;
  private static final int MAX_LENGTH = 512;
  private static final Pattern PIECE = Pattern.compile(" ?[\\p{L}]{1,5}|\\d|[^\\p{L}\\d]");

  @TempDir Path folder;

  @Test
  void pairsPerSecondOnHarmlessBase() throws IOException {
    Path data = harmlessBase();
    ModelConfig config =
        ModelPresets.LLAMA_4M
            .config()
            .with("max_position_embeddings", IntNode.valueOf(MAX_LENGTH));
    for (int micro : new int[] {2, 4}) {
      PreferenceSpeed speed =
          new PreferenceSpeed(
              config, new SigmoidLoss(.1, 0), 8, micro, MAX_LENGTH, NativeThreads.ofProcess());
      PreferenceSpeed.Result result = speed.measure(folder.resolve("m" + micro), data, 10, 270);
      System.out.printf(
          Locale.ROOT,
          "DPO, llama-4m, batch 8, micro-batch %d, at most 512 tokens: %.2f pairs/s over %,d pairs;"
              + " reference of all pairs %.1f s; with it over one epoch %.2f pairs/s%n",
          micro,
          result.pairsPerSecond(),
          result.pairs(),
          result.referenceSeconds(),
          result.pairs() / (result.seconds() + result.referenceSeconds()));
    }
  }

  @Test
  void memoryAndRateAreSteadyOver100000Pairs() throws IOException {
    Path data = folder.resolve("many");
    try (SequenceWriter writer = new SequenceWriter(data)) {
      for (int i = 0; i < 100_000; i++) {
        CounterRandom random = CounterRandom.of(1, "bench-pairs", i);
        int[] prompt = tokens(random, 4 + random.nextInt(28));
        add(writer, prompt, tokens(random, 4 + random.nextInt(28)));
        add(writer, prompt, tokens(random, 4 + random.nextInt(28)));
      }
      writer.finish();
    }
    PreferenceSpeed speed =
        new PreferenceSpeed(
            ModelPresets.LLAMA_1M.config(),
            new SigmoidLoss(.1, 0),
            32,
            16,
            64,
            NativeThreads.ofProcess());
    PreferenceSpeed.Result result = speed.measure(folder.resolve("model"), data, 20, 3125);
    System.out.printf(
        Locale.ROOT,
        "100,000 pairs, llama-1m: %.0f pairs/s, by tenths %s; reference %.0f s; memory grew by %,d"
            + " KiB%n",
        result.pairsPerSecond(),
        result.rates().stream()
            .map(rate -> String.format(Locale.ROOT, "%.0f", rate))
            .collect(Collectors.joining(" ")),
        result.referenceSeconds(),
        result.grownBytes() >> 10);
    assertThat(result.grownBytes()).isLessThan(64L << 20);
  }

  private static int[] tokens(CounterRandom random, int count) {
    int[] ids = new int[count];
    for (int i = 0; i < count; i++) {
      ids[i] = 3 + random.nextInt(1000);
    }
    return ids;
  }

  private static void add(SequenceWriter writer, int[] prompt, int[] answer) throws IOException {
    int[] ids = Arrays.copyOf(prompt, prompt.length + answer.length);
    System.arraycopy(answer, 0, ids, prompt.length, answer.length);
    writer.add(ids, prompt.length);
  }

  /** Answers lose their ends beyond 256 tokens, prompts their beginnings where the rest is full. */
  private Path harmlessBase() throws IOException {
    Path source =
        Path.of(
            System.getProperty("nightshift.root", ".."),
            "../shared/data/hh-rlhf/harmless-base.test.jsonl.gz");
    Assumptions.assumeTrue(Files.exists(source), "no pairs at " + source);
    Path data = folder.resolve("harmless-base");
    Function<String, int[]> encoding = encoding();
    try (BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(
                    new GZIPInputStream(Files.newInputStream(source)), StandardCharsets.UTF_8));
        SequenceWriter writer = new SequenceWriter(data)) {
      ObjectMapper json = new ObjectMapper();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode pair = json.readTree(line);
        String chosen = pair.path("chosen").asText();
        String rejected = pair.path("rejected").asText();
        OptionalInt cut = SharedPrompt.length(chosen, rejected);
        if (cut.isPresent()) {
          int[] prompt = encoding.apply(chosen.substring(0, cut.getAsInt()));
          int[] good = first(encoding.apply(chosen.substring(cut.getAsInt())));
          int[] bad = first(encoding.apply(rejected.substring(cut.getAsInt())));
          int kept = Math.min(prompt.length, MAX_LENGTH - Math.max(good.length, bad.length));
          int[] end = Arrays.copyOfRange(prompt, prompt.length - kept, prompt.length);
          if (good.length > 0 && bad.length > 0) {
            add(writer, end, good);
            add(writer, end, bad);
          }
        }
      }
      writer.finish();
    }
    try (PairFile pairs = PairFile.open(data)) {
      System.out.printf(
          Locale.ROOT,
          "%,d pairs, %.0f tokens each in two rows, %.0f with the prompt once%n",
          pairs.count(),
          (double) pairs.sequences().tokens() / pairs.count(),
          IntStream.range(0, pairs.count())
              .map(pairs::length)
              .average()
              .orElse(0));
    }
    return data;
  }

  private static int[] first(int[] answer) {
    return Arrays.copyOf(answer, Math.min(answer.length, MAX_LENGTH / 2));
  }

  private static Function<String, int[]> encoding() {
    String tokenizer = System.getProperty("nightshift.bench.tokenizer");
    if (tokenizer != null) {
      Tokenizer loaded = Tokenizer.load(Path.of(tokenizer));
      return text -> loaded.encode(text, false);
    }
    return text -> {
      List<Integer> ids = new ArrayList<>();
      Matcher piece = PIECE.matcher(text);
      while (piece.find()) {
        ids.add(Math.floorMod(piece.group().hashCode(), VOCABULARY));
      }
      return ids.stream().mapToInt(Integer::intValue).toArray();
    };
  }
}
