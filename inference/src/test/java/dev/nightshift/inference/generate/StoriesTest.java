package dev.nightshift.inference.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nightshift.inference.LanguageModel;
import dev.nightshift.inference.importing.Llama2cImporter;
import dev.nightshift.inference.score.Score;
import dev.nightshift.inference.score.ScoreRequest;
import dev.nightshift.inference.score.Scorer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Generation and scoring with a real pretrained model and its tokenizer. */
class StoriesTest {

  private static final Path DATA =
      Path.of(System.getProperty("nightshift.root", "."), "..", "shared", "data");

  @TempDir static Path temporary;

  private static LanguageModel model;

  @BeforeAll
  static void load() {
    Path stories = DATA.resolve("stories260K");
    assumeTrue(Files.exists(stories.resolve("stories260K.bin")), "no stories260K at " + stories);
    Path folder = temporary.resolve("model");
    Llama2cImporter.importFrom(stories, folder);
    model = LanguageModel.load(folder);
  }

  @AfterAll
  static void close() {
    if (model != null) {
      model.close();
    }
  }

  @Test
  void theGreedyStoryIsLlama2cs() throws IOException {
    Generation story =
        Generator.generate(
                model,
                List.of(GenerationRequest.ofTokens("story", new int[] {1})),
                GenerationSettings.greedy(256))
            .get(0);
    // llama2.c ends its text with a line feed of its own.
    assertThat(story.text() + "\n")
        .isEqualTo(Files.readString(DATA.resolve("stories260K/greedy256.expected.txt")));
    assertThat(story.finishReason()).isEqualTo(FinishReason.LENGTH);
    assertThat(story.tokenIds()).hasSize(256);
  }

  @Test
  void aStopStringEndsTheText() {
    GenerationRequest request = GenerationRequest.ofText("story", "Once upon a time");
    GenerationSettings settings = GenerationSettings.greedy(60);
    Generation whole = Generator.generate(model, List.of(request), settings).get(0);
    assertThat(whole.promptTokenIds()).containsExactly(1, 403, 407, 261, 378);
    assertThat(whole.text()).startsWith(", there was a little girl named Lily. She loved to play");

    Generation stopped =
        Generator.generate(
                model,
                List.of(request.withStops(List.of(" Lily."))),
                settings.withStops(List.of("loved")))
            .get(0);
    assertThat(stopped.text()).isEqualTo(", there was a little girl named");
    assertThat(stopped.finishReason()).isEqualTo(FinishReason.STOP);
    assertThat(whole.tokenIds()).startsWith(stopped.tokenIds().toArray(new Integer[0]));
  }

  @Test
  void theLossOnStoriesIsTheDocumentedOne() throws IOException {
    Path sample = DATA.resolve("cs336-fixtures/tinystories_sample.txt");
    assumeTrue(Files.exists(sample), "no stories at " + sample);
    double sum = 0;
    long tokens = 0;
    for (String story : Files.readString(sample).split("<\\|endoftext\\|>")) {
      if (!story.isBlank()) {
        Score score =
            Scorer.of(model).score(List.of(ScoreRequest.ofText("story", story.strip()))).get(0);
        sum -= score.sum();
        tokens += score.tokenIds().size();
      }
    }
    // A run of another implementation on these five stories gives 1.266 nats a token.
    assertThat(sum / tokens).isCloseTo(1.266, within(0.0015));
  }

  @Test
  void aCompletionIsScoredAfterItsPrompt() {
    Scorer scorer = Scorer.of(model);
    Score likely =
        scorer.score(List.of(ScoreRequest.ofCompletion("a", "Once upon a ", "time"))).get(0);
    Score unlikely =
        scorer.score(List.of(ScoreRequest.ofCompletion("b", "Once upon a", " tree"))).get(0);
    // The prompt's last space belongs to the completion: its token is "▁time".
    assertThat(likely.tokenIds()).containsExactly(378);
    assertThat(likely.greedy()).isTrue();
    assertThat(unlikely.greedy()).isFalse();
    assertThat(likely.sum()).isGreaterThan(unlikely.sum());
  }
}
