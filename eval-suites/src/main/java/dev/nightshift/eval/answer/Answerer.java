package dev.nightshift.eval.answer;

import dev.nightshift.eval.request.ItemAnswer;
import dev.nightshift.eval.request.ItemRequest;
import dev.nightshift.eval.request.RequestKind;
import dev.nightshift.inference.LanguageModel;
import dev.nightshift.inference.generate.Generation;
import dev.nightshift.inference.generate.GenerationRequest;
import dev.nightshift.inference.generate.GenerationSettings;
import dev.nightshift.inference.generate.Generator;
import dev.nightshift.inference.prefix.Beginning;
import dev.nightshift.inference.prefix.PrefixStore;
import dev.nightshift.inference.score.ContinuationScorer;
import dev.nightshift.inference.score.Score;
import dev.nightshift.inference.score.ScoreRequest;
import dev.nightshift.inference.score.Scorer;
import dev.nightshift.inference.score.StartRule;
import dev.nightshift.inference.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/**
 * Answers requests with a model. The answer to a request depends on neither the batch size nor the
 * requests beside it ({@link Generator}, {@link ContinuationScorer}, {@link Scorer}). A prompt that
 * leaves no room for its answer loses tokens at its start, as in lm-evaluation-harness.
 *
 * <p>What the prompts of a task begin with, by its definition, is read once for all requests that a
 * {@link PrefixStore} serves.
 */
public final class Answerer {

  /** Names the way in which answers are computed: a part of the settings of a result. */
  public static final String VERSION = "answers-3";

  private final LanguageModel model;
  private final Tokenizer tokenizer;
  private final PrefixStore prefixes;
  private final int batchSize;

  // What the requests of a task begin with, which is the same for one after the other.
  private String begun = "";
  private Beginning beginning = Beginning.NONE;

  /**
   * An answerer.
   *
   * @param model with a tokenizer; it stays the caller's
   * @param prefixes store of this model; it stays the caller's
   * @param batchSize prompts that are answered together, at least 1
   */
  public Answerer(LanguageModel model, PrefixStore prefixes, int batchSize) {
    this.model = model;
    this.tokenizer = model.requireTokenizer();
    this.prefixes = prefixes;
    this.batchSize = batchSize;
  }

  /** The answers, in the order of the requests. */
  public List<ItemAnswer> answer(List<ItemRequest> requests, AnswerPlan plan) {
    List<ItemRequest> generated =
        requests.stream().filter(r -> r.kind() == RequestKind.GENERATE_UNTIL).toList();
    List<List<String>> texts = generate(generated, plan);
    List<ItemAnswer> answers = new ArrayList<>(requests.size());
    int next = 0;
    for (ItemRequest request : requests) {
      answers.add(
          request.kind() == RequestKind.GENERATE_UNTIL
              ? new ItemAnswer(request.position(), List.of(), texts.get(next++))
              : new ItemAnswer(request.position(), scores(request), List.of()));
    }
    return answers;
  }

  private List<ItemAnswer.TextScore> scores(ItemRequest request) {
    if (request.kind() == RequestKind.LOGLIKELIHOOD_ROLLING) {
      ScoreRequest text = ScoreRequest.ofText(request.sampleId(), request.scored().get(0).text());
      return Scorer.of(model).withStart(StartRule.BOS_OR_EOS).score(List.of(text)).stream()
          .map(Answerer::score)
          .toList();
    }
    List<ScoreRequest.Completion> pairs =
        request.scored().stream()
            .map(each -> new ScoreRequest.Completion(each.context(), each.text()))
            .toList();
    List<ItemAnswer.TextScore> scores = new ArrayList<>();
    ContinuationScorer scorer = ContinuationScorer.of(model, prefixes);
    int choices = request.choices();
    String id = request.sampleId();
    scorer
        .score(id, pairs.subList(0, choices), beginning(request))
        .forEach(score -> scores.add(score(score)));
    if (pairs.size() > choices) {
      scorer
          .score(id, pairs.subList(choices, pairs.size()), Beginning.NONE)
          .forEach(score -> scores.add(score(score)));
    }
    return scores;
  }

  private static ItemAnswer.TextScore score(Score score) {
    return new ItemAnswer.TextScore(score.sum(), score.greedy(), score.tokenIds().size());
  }

  private List<List<String>> generate(List<ItemRequest> requests, AnswerPlan plan) {
    List<GenerationRequest> all = new ArrayList<>();
    for (ItemRequest request : requests) {
      int[] whole = tokens(request.prompt());
      int[] prompt = cut(whole, plan.maxTokens());
      int shared =
          prompt.length < whole.length
              ? 0
              : beginning(request).in(prompt, Math.max(0, prompt.length - 1));
      for (int repeat = 0; repeat < plan.repeats(); repeat++) {
        // Draws are keyed by this name: the item, and the number of the answer.
        String id = request.sampleId() + "/" + request.position() + "/" + repeat;
        all.add(GenerationRequest.ofTokens(id, prompt).withBeginning(shared));
      }
    }
    GenerationSettings settings =
        GenerationSettings.greedy(plan.maxTokens())
            .withStops(plan.until())
            .withBatchSize(batchSize);
    if (plan.temperature() > 0) {
      settings =
          settings
              .withTemperature(plan.temperature(), plan.seed())
              .withTopK(plan.topK())
              .withTopP(plan.topP());
    }
    List<String> texts =
        Generator.generate(model, prefixes, all, settings).stream().map(Generation::text).toList();
    List<List<String>> answers = new ArrayList<>();
    for (int i = 0; i < requests.size(); i++) {
      answers.add(List.copyOf(texts.subList(i * plan.repeats(), (i + 1) * plan.repeats())));
    }
    return answers;
  }

  /** The prompt's tokens; BOS is not added to a text that spells it out. */
  private int[] tokens(String prompt) {
    int[] bare = tokenizer.encode(prompt, false);
    OptionalInt bos = tokenizer.bosId();
    boolean spelled = bos.isPresent() && bare.length > 0 && bare[0] == bos.getAsInt();
    return spelled ? bare : tokenizer.encode(prompt, true);
  }

  /** The end of a prompt that leaves room for an answer. */
  private int[] cut(int[] ids, int maxTokens) {
    int room = Math.max(1, model.config().maxPositions() - maxTokens);
    return ids.length <= room ? ids : Arrays.copyOfRange(ids, ids.length - room, ids.length);
  }

  private Beginning beginning(ItemRequest request) {
    String text = request.beginning();
    if (!text.equals(begun)) {
      beginning = Beginning.of(text, tokenizer);
      begun = text;
    }
    return beginning;
  }
}
