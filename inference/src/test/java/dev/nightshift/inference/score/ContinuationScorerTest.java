package dev.nightshift.inference.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.inference.LanguageModel;
import dev.nightshift.inference.TinyModels;
import dev.nightshift.inference.model.ModelConfig;
import dev.nightshift.inference.prefix.Beginning;
import dev.nightshift.inference.prefix.PrefixStore;
import dev.nightshift.inference.tensor.NamedTensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ContinuationScorerTest {

  private static ScoreRequest.Subject after(int[] context, int[] targets) {
    return ScoreRequest.ofTokens("", context, targets).subject();
  }

  /** Groups of choices: of one token, of several, of unlike lengths, and with unlike contexts. */
  private static List<List<ScoreRequest.Subject>> groups() {
    List<List<ScoreRequest.Subject>> groups = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      int[] context = TinyModels.ids(3 + 9 * i, 200, i);
      List<ScoreRequest.Subject> group = new ArrayList<>();
      for (int choice = 0; choice < 4; choice++) {
        int[] targets = TinyModels.ids(i == 0 ? 1 : 1 + (choice * i) % 5, 200, 50 + 4 * i + choice);
        targets[0] = i == 1 ? 7 : targets[0];
        int[] own = context.clone();
        if (i == 5) {
          own[own.length / 2] = choice;
        }
        group.add(after(own, targets));
      }
      groups.add(group);
    }
    return groups;
  }

  @Test
  void sharedPrefixesGiveTheScoresOfWholePasses() {
    ModelConfig config = TinyModels.llama(64);
    try (NamedTensors weights = TinyModels.weights(config)) {
      ContinuationScorer shared = scorer(config, weights);
      Scorer whole = Scorer.of(TinyModels.model(config, weights));
      for (List<ScoreRequest.Subject> group : groups()) {
        List<Score> found = shared.score("g", group, Beginning.NONE);
        List<Score> expected =
            whole.score(group.stream().map(each -> new ScoreRequest("g", each)).toList());
        assertThat(found).hasSameSizeAs(expected);
        for (int i = 0; i < found.size(); i++) {
          assertThat(found.get(i).tokenIds()).isEqualTo(expected.get(i).tokenIds());
          assertThat(found.get(i).greedy()).isEqualTo(expected.get(i).greedy());
          assertThat(found.get(i).sum()).isCloseTo(expected.get(i).sum(), within(1e-4));
        }
        // A group's scores are a function of the group: the same bits again.
        assertThat(shared.score("g", group, Beginning.NONE)).isEqualTo(found);
      }
    }
  }

  @Test
  void aGroupThatDoesNotFitIsCutAtItsStart() {
    ModelConfig config = TinyModels.llama(16);
    try (NamedTensors weights = TinyModels.weights(config)) {
      ContinuationScorer shared = scorer(config, weights);
      int[] context = TinyModels.ids(40, 200, 3);
      int[] kept = Arrays.copyOfRange(context, 40 - 15, 40);
      List<Score> cut =
          shared.score(
              "g",
              List.of(after(context, new int[] {5, 6}), after(context, new int[] {9})),
              Beginning.ofTokens(context));
      // 16 tokens are seen: of [context, 5, 6] the 15 before 5, and 5 itself.
      Score alone =
          Scorer.of(TinyModels.model(config, weights))
              .score(List.of(ScoreRequest.ofTokens("g", kept, new int[] {5, 6})))
              .get(0);
      assertThat(cut.get(0).logProbabilities()).isEqualTo(alone.logProbabilities());
      assertThat(cut.get(1).tokenIds()).containsExactly(9);
    }
  }

  private static ContinuationScorer scorer(ModelConfig config, NamedTensors weights) {
    LanguageModel model = TinyModels.model(config, weights);
    return ContinuationScorer.of(model, PrefixStore.of(model));
  }

  /** Groups behind one beginning of 60 tokens: choices of a letter, of several, and one alone. */
  private static List<List<ScoreRequest.Subject>> groupsAfter(int[] beginning) {
    List<List<ScoreRequest.Subject>> groups = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      int[] question = TinyModels.ids(4 + 5 * i, 200, 300 + i);
      int[] context = IntStream.concat(Arrays.stream(beginning), Arrays.stream(question)).toArray();
      List<ScoreRequest.Subject> group = new ArrayList<>();
      for (int choice = 0; choice < (i == 3 ? 1 : 4); choice++) {
        int length = i < 2 ? 1 : 2 + choice;
        // In the last group nothing but the beginning is shared.
        int[] own = i == 4 ? Arrays.copyOf(beginning, 60 + choice) : context;
        int[] targets = TinyModels.ids(length, 200, 400 + 4 * i + choice);
        targets[0] = 10 + choice;
        group.add(after(own, targets));
      }
      groups.add(group);
    }
    return groups;
  }

  @Test
  void aBeginningIsReadOnceAndChangesNoBitOfALaterScore() {
    ModelConfig config = TinyModels.llama(128);
    int[] beginning = TinyModels.ids(60, 200, 9);
    List<List<ScoreRequest.Subject>> groups = groupsAfter(beginning);
    Beginning shared = Beginning.ofTokens(beginning);
    try (NamedTensors weights = TinyModels.weights(config)) {
      LanguageModel model = TinyModels.model(config, weights);
      List<List<Score>> fresh = new ArrayList<>();
      for (List<ScoreRequest.Subject> group : groups) {
        try (PrefixStore own = PrefixStore.of(model)) {
          fresh.add(ContinuationScorer.of(model, own).score("g", group, shared));
        }
      }
      try (PrefixStore store = PrefixStore.of(model)) {
        ContinuationScorer together = ContinuationScorer.of(model, store);
        for (int i = groups.size() - 1; i >= 0; i--) {
          assertThat(together.score("g", groups.get(i), shared)).isEqualTo(fresh.get(i));
          List<Score> whole =
              Scorer.of(model)
                  .score(groups.get(i).stream().map(s -> new ScoreRequest("g", s)).toList());
          for (int c = 0; c < whole.size(); c++) {
            assertThat(fresh.get(i).get(c).tokenIds()).isEqualTo(whole.get(c).tokenIds());
            assertThat(fresh.get(i).get(c).greedy()).isEqualTo(whole.get(c).greedy());
            assertThat(fresh.get(i).get(c).sum()).isCloseTo(whole.get(c).sum(), within(1e-4));
          }
        }
        assertThat(store.reads()).isEqualTo(1);
      }
    }
  }
}
