package dev.nightshift.eval.judge;

import dev.nightshift.inference.LanguageModel;
import dev.nightshift.inference.score.ScoreRequest;
import dev.nightshift.inference.score.Scorer;
import dev.nightshift.inference.tokenizer.ChatTemplate;
import dev.nightshift.inference.tokenizer.Tokenizer;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A judge in this process, which is not asked to write: the log-probability of each verdict as what
 * follows the prompt decides. A reply depends on the request alone, whatever else is asked beside
 * it ({@link Scorer}).
 */
public final class ModelJudge implements Judge {

  /** Names the way in which verdicts are computed. */
  public static final String VERSION = "verdict-log-probabilities-1";

  /** What a template that asks for the date is told: a verdict must not change overnight. */
  private static final ZonedDateTime TODAY =
      ZonedDateTime.of(2024, 7, 26, 0, 0, 0, 0, ZoneOffset.UTC);

  private final LanguageModel model;
  private final Optional<ChatTemplate> template;
  private final String lead;
  private final String name;

  /**
   * A judge.
   *
   * @param model with a tokenizer; it stays the caller's
   * @param template how a conversation becomes a prompt; without one, system and prompt stand under
   *     each other
   * @param lead what stands before the verdict, such as {@code [[}; may be empty
   * @param name what identifies the model
   */
  public ModelJudge(
      LanguageModel model, Optional<ChatTemplate> template, String lead, String name) {
    this.model = model;
    this.template = template;
    this.lead = lead;
    this.name = name;
  }

  /** The name of a judge by the digest of its model. */
  public static String name(String modelDigest, boolean hasTemplate) {
    return modelDigest + " " + VERSION + (hasTemplate ? " chat" : " plain");
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
      String prompt = prompt(request);
      Map<String, Double> found = new LinkedHashMap<>();
      for (String option : request.options()) {
        ScoreRequest asked = verdict(request.item(), prompt, option);
        found.put(option, scorer.score(List.of(asked)).get(0).sum());
      }
      JudgeReply scored = new JudgeReply("", false, found, 1);
      replies.add(new JudgeReply(Rubric.likeliest(scored), false, found, 1));
    }
    return replies;
  }

  /** A prompt that a template made holds its special tokens already. */
  private ScoreRequest verdict(String id, String prompt, String option) {
    if (template.isEmpty()) {
      return ScoreRequest.ofCompletion(id, prompt, option);
    }
    Tokenizer tokenizer = model.requireTokenizer();
    int[] whole = tokenizer.encode(prompt + option, false);
    int before = Math.min(tokenizer.encode(prompt, false).length, whole.length - 1);
    return ScoreRequest.ofTokens(
        id, Arrays.copyOf(whole, before), Arrays.copyOfRange(whole, before, whole.length));
  }

  private String prompt(JudgeRequest request) {
    return template
            .map(chat -> chat(chat, request))
            .orElseGet(
                () ->
                    (request.system().isEmpty() ? "" : request.system() + "\n\n")
                        + request.prompt())
        + lead;
  }

  private static String chat(ChatTemplate template, JudgeRequest request) {
    List<Map<String, Object>> messages = new ArrayList<>();
    if (!request.system().isEmpty()) {
      messages.add(Map.of("role", "system", "content", request.system()));
    }
    messages.add(Map.of("role", "user", "content", request.prompt()));
    return template.render(Map.of("messages", messages, "add_generation_prompt", true), TODAY);
  }
}
