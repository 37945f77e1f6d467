package dev.nightshift.inference.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.inference.Goldens;
import dev.nightshift.inference.LanguageModel;
import dev.nightshift.inference.TinyModels;
import dev.nightshift.inference.model.ModelConfig;
import dev.nightshift.inference.prefix.PrefixStore;
import dev.nightshift.inference.score.Score;
import dev.nightshift.inference.score.ScoreRequest;
import dev.nightshift.inference.score.Scorer;
import dev.nightshift.inference.tensor.NamedTensors;
import dev.nightshift.schema.error.RequestException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GeneratorTest {

  private static final ModelConfig CONFIG = TinyModels.llama(128);

  static List<String> goldenModels() {
    return Goldens.MODELS;
  }

  @ParameterizedTest
  @MethodSource("goldenModels")
  void greedyTokensAreThoseOfTheReference(String name) {
    try (LanguageModel model = LanguageModel.load(Goldens.folder(name))) {
      int[] prompt = Goldens.ints(Goldens.all().get("prompt"));
      int[] expected = Goldens.ints(Goldens.of(name).get("greedy20"));

      Generation generation =
          Generator.generate(
                  model,
                  List.of(GenerationRequest.ofTokens("one", prompt)),
                  GenerationSettings.greedy(20).ignoringEos())
              .get(0);

      assertThat(generation.tokenIds()).isEqualTo(boxed(expected));
      assertThat(generation.finishReason()).isEqualTo(FinishReason.LENGTH);
    }
  }

  @ParameterizedTest
  @MethodSource("goldenModels")
  void bitsDoNotDependOnTheBatch(String name) {
    try (LanguageModel model = LanguageModel.load(Goldens.folder(name))) {
      checkInvariance(model, 40);
    }
  }

  @Test
  void bitsOfAWiderModelDoNotDependOnTheBatch() {
    try (NamedTensors weights = TinyModels.weights(CONFIG)) {
      checkInvariance(TinyModels.model(CONFIG, weights), 40);
    }
  }

  /** Batch sizes 1, 3, 8 and 17, and any order of the requests: equal to the last bit. */
  private static void checkInvariance(LanguageModel model, int longest) {
    List<GenerationRequest> requests = new ArrayList<>();
    for (int i = 0; i < 19; i++) {
      int length = 1 + (i * 7) % longest;
      int[] ids = TinyModels.ids(length, model.config().vocabSize(), i);
      requests.add(GenerationRequest.ofTokens("row-" + i, ids));
    }
    for (double temperature : new double[] {0, 0.9}) {
      GenerationSettings settings =
          GenerationSettings.greedy(12).withTemperature(temperature, 5).withTopP(0.95);
      Map<String, Generation> alone = new HashMap<>();
      for (GenerationRequest request : requests) {
        alone.put(request.id(), Generator.generate(model, List.of(request), settings).get(0));
      }
      for (int batchSize : new int[] {1, 3, 8, 17}) {
        List<GenerationRequest> shuffled = new ArrayList<>(requests);
        Collections.shuffle(shuffled, new Random(batchSize));
        List<Generation> together =
            Generator.generate(model, shuffled, settings.withBatchSize(batchSize));
        for (int i = 0; i < shuffled.size(); i++) {
          assertThat(together.get(i)).isEqualTo(alone.get(shuffled.get(i).id()));
        }
      }
    }
  }

  /** A prompt that several requests share is read once; each continues as if it were alone. */
  @Test
  void samplesOfOnePromptAreThoseOfSeparateRequests() {
    try (NamedTensors weights = TinyModels.weights(CONFIG)) {
      LanguageModel model = TinyModels.model(CONFIG, weights);
      List<GenerationRequest> requests = new ArrayList<>();
      for (int prompt = 0; prompt < 3; prompt++) {
        int[] ids = TinyModels.ids(5 + prompt, 200, prompt);
        for (int sample = 0; sample < 5; sample++) {
          requests.add(GenerationRequest.ofTokens(prompt + "/" + sample, ids));
        }
      }
      for (double temperature : new double[] {0, 1}) {
        GenerationSettings settings = GenerationSettings.greedy(12).withTemperature(temperature, 9);
        List<Generation> together = Generator.generate(model, requests, settings);
        for (int i = 0; i < requests.size(); i++) {
          assertThat(together.get(i))
              .isEqualTo(Generator.generate(model, List.of(requests.get(i)), settings).get(0));
        }
      }
    }
  }

  @Test
  void cachedLogProbabilitiesAreThoseOfOneForwardPass() {
    try (NamedTensors weights = TinyModels.weights(CONFIG)) {
      LanguageModel model = TinyModels.model(CONFIG, weights);
      int[] prompt = TinyModels.ids(11, 200, 3);
      Generation generation =
          Generator.generate(
                  model,
                  List.of(GenerationRequest.ofTokens("one", prompt)),
                  GenerationSettings.greedy(30).ignoringEos())
              .get(0);

      int[] continuation = generation.tokenIds().stream().mapToInt(Integer::intValue).toArray();
      Score score =
          Scorer.of(model)
              .score(List.of(ScoreRequest.ofTokens("one", prompt, continuation)))
              .get(0);

      assertThat(score.greedy()).isTrue();
      assertThat(continuation).hasSize(30);
      for (int i = 0; i < 30; i++) {
        assertThat(generation.logProbabilities().get(i))
            .isCloseTo(score.logProbabilities().get(i), within(2e-5f));
      }
    }
  }

  @Test
  void theContextEndsAContinuation() {
    ModelConfig small = TinyModels.llama(24);
    try (NamedTensors weights = TinyModels.weights(small)) {
      Generation generation =
          Generator.generate(
                  TinyModels.model(small, weights),
                  List.of(GenerationRequest.ofTokens("one", TinyModels.ids(20, 200, 1))),
                  GenerationSettings.greedy(50).ignoringEos())
              .get(0);
      assertThat(generation.tokenIds()).hasSize(4);
      assertThat(generation.finishReason()).isEqualTo(FinishReason.LENGTH);
    }
  }

  @Test
  void aTokenThatEndsATextEndsTheRowUnlessItIsIgnored() {
    ModelConfig config = TinyModels.llama(256);
    try (NamedTensors weights = TinyModels.weights(config)) {
      LanguageModel model = TinyModels.model(config, weights);
      List<GenerationRequest> requests = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        requests.add(GenerationRequest.ofTokens("row-" + i, new int[] {1}));
      }
      // At this temperature every token has about one chance in 200 at each of 16 × 100 draws.
      GenerationSettings settings = GenerationSettings.greedy(100).withTemperature(5, 1);
      List<Generation> ended =
          Generator.generate(model, requests, settings).stream()
              .filter(g -> g.finishReason() == FinishReason.EOS)
              .toList();
      assertThat(ended)
          .isNotEmpty()
          .allMatch(g -> g.tokenIds().indexOf(2) == g.tokenIds().size() - 1);
      assertThat(Generator.generate(model, requests, settings.ignoringEos()))
          .allMatch(g -> g.finishReason() == FinishReason.LENGTH && g.tokenIds().size() == 100);
    }
  }

  @Test
  void drawsDifferBySeedAndRequestAndRepeat() {
    try (NamedTensors weights = TinyModels.weights(CONFIG)) {
      LanguageModel model = TinyModels.model(CONFIG, weights);
      int[] prompt = TinyModels.ids(5, 200, 1);
      List<GenerationRequest> two =
          List.of(GenerationRequest.ofTokens("a", prompt), GenerationRequest.ofTokens("b", prompt));
      GenerationSettings settings =
          GenerationSettings.greedy(16).ignoringEos().withTemperature(1.5, 1);

      List<Generation> first = Generator.generate(model, two, settings);
      assertThat(first.get(0).tokenIds()).isNotEqualTo(first.get(1).tokenIds());
      assertThat(Generator.generate(model, two, settings)).isEqualTo(first);
      assertThat(Generator.generate(model, two, settings.withTemperature(1.5, 2)).get(0).tokenIds())
          .isNotEqualTo(first.get(0).tokenIds());
    }
  }

  @Test
  void everyFaultyRequestIsNamed() {
    try (NamedTensors weights = TinyModels.weights(CONFIG)) {
      LanguageModel model = TinyModels.model(CONFIG, weights);
      List<GenerationRequest> requests =
          List.of(
              GenerationRequest.ofTokens("empty", new int[0]),
              GenerationRequest.ofTokens("long", TinyModels.ids(128, 200, 1)),
              GenerationRequest.ofTokens("foreign", new int[] {200}),
              GenerationRequest.ofTokens("foreign", new int[] {1}));
      assertThatThrownBy(() -> Generator.generate(model, requests, GenerationSettings.greedy(1)))
          .isInstanceOf(RequestException.class)
          .hasMessage(
              """
              request empty: the prompt is empty and the tokenizer adds no token before it. \
              Give a prompt, or token ids.
              request long: the prompt has 128 tokens and the model's context 128. \
              Shorten the prompt.
              request foreign: token id 200 is outside the vocabulary of 200. \
              Use the tokenizer that belongs to the model.
              request foreign: two requests have this id. Give each request an id of its own.""");
    }
  }

  @Test
  void everyFaultySettingIsNamed() {
    assertThatThrownBy(() -> new GenerationSettings(0, -1, -1, 0, 0, List.of(""), false, 0))
        .isInstanceOf(RequestException.class)
        .hasMessageContainingAll(
            "max-tokens is 0",
            "temperature is -1.0",
            "top-k is -1",
            "top-p is 0.0",
            "batch-size is 0",
            "a stop string is empty");
  }

  private static List<Integer> boxed(int[] values) {
    return Arrays.stream(values).boxed().toList();
  }

  @Test
  void aBeginningThatOthersHaveChangesNoBit() {
    int[] beginning = TinyModels.ids(48, 200, 5);
    List<GenerationRequest> requests = new ArrayList<>();
    for (int i = 0; i < 11; i++) {
      int[] own = TinyModels.ids(1 + 3 * (i / 2), 200, 60 + i / 2);
      int[] ids = Arrays.copyOf(beginning, 48 + own.length);
      System.arraycopy(own, 0, ids, 48, own.length);
      // Two with the same prompt, one after the other; the last names no beginning.
      requests.add(GenerationRequest.ofTokens("row-" + i, ids).withBeginning(i == 10 ? 0 : 44));
    }
    try (NamedTensors weights = TinyModels.weights(CONFIG)) {
      LanguageModel model = TinyModels.model(CONFIG, weights);
      GenerationSettings settings = GenerationSettings.greedy(10).withTemperature(0.8, 3);
      List<Generation> alone = new ArrayList<>();
      List<Generation> unshared = new ArrayList<>();
      for (GenerationRequest request : requests) {
        alone.add(Generator.generate(model, List.of(request), settings).get(0));
        unshared.add(Generator.generate(model, List.of(request.withBeginning(0)), settings).get(0));
      }
      try (PrefixStore store = PrefixStore.of(model)) {
        for (int batch : new int[] {1, 4, 32}) {
          assertThat(Generator.generate(model, store, requests, settings.withBatchSize(batch)))
              .isEqualTo(alone);
        }
        assertThat(store.reads()).isEqualTo(1);
      }
      for (int i = 0; i < alone.size(); i++) {
        assertThat(alone.get(i).tokenIds()).isEqualTo(unshared.get(i).tokenIds());
      }
    }
  }

  @Test
  void aBeginningLeavesATokenOfThePrompt() {
    GenerationRequest request = GenerationRequest.ofTokens("a", new int[] {5, 6});
    assertThatThrownBy(() -> request.withBeginning(2))
        .hasMessage("a beginning of 2 tokens leaves no token of the prompt");
  }
}
