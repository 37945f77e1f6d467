package dev.nightshift.inference.score;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.inference.LanguageModel;
import dev.nightshift.inference.TinyModels;
import dev.nightshift.inference.forward.Decoder;
import dev.nightshift.inference.generate.GenerationRequest;
import dev.nightshift.inference.generate.GenerationSettings;
import dev.nightshift.inference.generate.Generator;
import dev.nightshift.inference.model.ModelConfig;
import dev.nightshift.inference.prefix.Beginning;
import dev.nightshift.inference.prefix.PrefixStore;
import dev.nightshift.inference.tensor.NamedTensors;
import dev.nightshift.inference.tensor.NativeThreads;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Requests of an evaluation a second and core, with and without sharing what they have in common.
 * Prints figures; run it with the profile {@code bench}.
 */
@Tag("bench")
class EvaluationBench {

  private static final int ITEMS = 24;

  /** A Llama of about 5 million parameters with a context of 1,024. */
  private static ModelConfig config() {
    return ModelConfig.parse(
        """
        {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "vocab_size": 4096,
         "hidden_size": 256, "num_hidden_layers": 4, "num_attention_heads": 8,
         "num_key_value_heads": 4, "intermediate_size": 688, "rms_norm_eps": 1e-5,
         "rope_theta": 10000.0, "max_position_embeddings": 1024, "hidden_act": "silu",
         "tie_word_embeddings": false, "torch_dtype": "float32"}
        """);
  }

  @Test
  void sharedAndSeparatePasses() {
    ModelConfig config = config();
    try (NamedTensors weights = Decoder.initialize(config, 1)) {
      choices(config, weights, "letters after 700 tokens", 700, 1);
      choices(config, weights, "endings of 20 tokens after 80", 80, 20);
      beginnings(config, weights);
      generation(config, weights);
    }
  }

  private static void choices(
      ModelConfig config, NamedTensors weights, String what, int context, int length) {
    List<List<ScoreRequest.Subject>> items = new ArrayList<>();
    for (int i = 0; i < ITEMS; i++) {
      int[] question = TinyModels.ids(context, 4096, i);
      List<ScoreRequest.Subject> choices = new ArrayList<>();
      for (int c = 0; c < 4; c++) {
        choices.add(
            ScoreRequest.ofTokens("", question, TinyModels.ids(length, 4096, 1000 + 4 * i + c))
                .subject());
      }
      items.add(choices);
    }
    Scorer apart = Scorer.of(TinyModels.model(config, weights));
    LanguageModel model = TinyModels.model(config, weights);
    ContinuationScorer shared = ContinuationScorer.of(model, PrefixStore.of(model));
    double slow =
        seconds(
            () ->
                items.forEach(
                    item ->
                        apart.score(item.stream().map(s -> new ScoreRequest("i", s)).toList())));
    double fast = seconds(() -> items.forEach(item -> shared.score("i", item, Beginning.NONE)));
    print(what, ITEMS * 4, slow, fast);
  }

  /** Four letters after 700 tokens of examples, which all items have, and 60 of a question. */
  private static void beginnings(ModelConfig config, NamedTensors weights) {
    int[] examples = TinyModels.ids(700, 4096, 7);
    List<List<ScoreRequest.Subject>> items = new ArrayList<>();
    List<GenerationRequest> prompts = new ArrayList<>();
    for (int i = 0; i < ITEMS; i++) {
      int[] question = TinyModels.ids(60, 4096, 50 + i);
      int[] context = IntStream.concat(Arrays.stream(examples), Arrays.stream(question)).toArray();
      List<ScoreRequest.Subject> choices = new ArrayList<>();
      for (int letter = 0; letter < 4; letter++) {
        choices.add(ScoreRequest.ofTokens("", context, new int[] {100 + letter}).subject());
      }
      items.add(choices);
      prompts.add(GenerationRequest.ofTokens("p" + i, context));
    }
    LanguageModel model = TinyModels.model(config, weights);
    Beginning shared = Beginning.ofTokens(examples);
    try (PrefixStore store = PrefixStore.of(model)) {
      ContinuationScorer scorer = ContinuationScorer.of(model, store);
      print(
          "letters after 700 tokens that all items share and 60 of their own",
          ITEMS * 4,
          seconds(() -> items.forEach(item -> scorer.score("i", item, Beginning.NONE))),
          seconds(() -> items.forEach(item -> scorer.score("i", item, shared))));
      GenerationSettings settings = GenerationSettings.greedy(16).ignoringEos();
      List<GenerationRequest> begun =
          prompts.stream().map(prompt -> prompt.withBeginning(696)).toList();
      print(
          "16 tokens after 700 that all items share and 60 of their own",
          ITEMS,
          seconds(() -> Generator.generate(model, store, prompts, settings)),
          seconds(() -> Generator.generate(model, store, begun, settings)));
    }
  }

  private static void generation(ModelConfig config, NamedTensors weights) {
    List<GenerationRequest> same = new ArrayList<>();
    List<GenerationRequest> unlike = new ArrayList<>();
    for (int i = 0; i < ITEMS; i++) {
      same.add(GenerationRequest.ofTokens("s" + i, TinyModels.ids(700, 4096, i / 8)));
      unlike.add(GenerationRequest.ofTokens("u" + i, TinyModels.ids(700, 4096, 100 + i)));
    }
    GenerationSettings settings = GenerationSettings.greedy(16).ignoringEos().withTemperature(1, 1);
    double slow =
        seconds(() -> Generator.generate(TinyModels.model(config, weights), unlike, settings));
    double fast =
        seconds(() -> Generator.generate(TinyModels.model(config, weights), same, settings));
    print("16 tokens after 700, eight answers to a prompt", ITEMS, slow, fast);
  }

  private static double seconds(Runnable work) {
    work.run();
    long start = System.nanoTime();
    work.run();
    double seconds = (System.nanoTime() - start) / 1e9;
    assertThat(seconds).isPositive();
    return seconds;
  }

  private static void print(String what, int requests, double apart, double shared) {
    int cores = NativeThreads.ofProcess();
    System.out.printf(
        Locale.ROOT,
        "%s: %.1f requests/s and core apart, %.1f shared, ratio %.2f%n",
        what,
        requests / apart / cores,
        requests / shared / cores,
        apart / shared);
  }
}
