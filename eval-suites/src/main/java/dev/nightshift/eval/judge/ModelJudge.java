package dev.nightshift.eval.judge;

import dev.nightshift.inference.LanguageModel;
import dev.nightshift.inference.score.ScoreRequest;
import dev.nightshift.inference.score.Scorer;
import dev.nightshift.inference.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A judge in this process, which is not asked to write: the log-probability of each verdict as what
 * follows the prompt decides. A reply depends on the request alone, whatever else is asked beside
 * it ({@link Scorer}).
 */
final class ModelJudge implements Judge {

  /** Names the way in which verdicts are computed. */
  static final String VERSION = "verdict-log-probabilities-1";

  private final LanguageModel model;
  private final JudgePrompt prompt;
  private final String lead;
  private final String name;

  /**
   * A judge.
   *
   * @param model with a tokenizer; it stays the caller's
   * @param prompt how a request becomes a prompt
   * @param lead what stands before the verdict, such as {@code [[}; may be empty
   * @param name what identifies the model
   */
  ModelJudge(LanguageModel model, JudgePrompt prompt, String lead, String name) {
    this.model = model;
    this.prompt = prompt;
    this.lead = lead;
    this.name = name;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<JudgeReply> ask(List<JudgeRequest> requests) {
    Scorer scorer = Scorer.of(model);
    List<JudgeReply> replies = new ArrayList<>(requests.size());
    for (JudgeRequest request : requests) {
      String asking = prompt.text(request) + lead;
      Map<String, Double> found = new LinkedHashMap<>();
      for (String option : request.options()) {
        ScoreRequest asked = verdict(request.item(), asking, option);
        found.put(option, scorer.score(List.of(asked)).get(0).sum());
      }
      JudgeReply scored = new JudgeReply("", false, found, 1);
      replies.add(new JudgeReply(Rubric.likeliest(scored), false, found, 1));
    }
    return replies;
  }

  private ScoreRequest verdict(String id, String asking, String option) {
    if (prompt.template().isEmpty()) {
      return ScoreRequest.ofCompletion(id, asking, option);
    }
    Tokenizer tokenizer = model.requireTokenizer();
    int[] whole = prompt.tokens(asking + option, tokenizer);
    int before = Math.min(prompt.tokens(asking, tokenizer).length, whole.length - 1);
    return ScoreRequest.ofTokens(
        id, Arrays.copyOf(whole, before), Arrays.copyOfRange(whole, before, whole.length));
  }
}
