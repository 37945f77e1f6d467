package dev.nightshift.eval.judge;

import dev.nightshift.inference.LanguageModel;
import dev.nightshift.inference.generate.Generation;
import dev.nightshift.inference.generate.GenerationRequest;
import dev.nightshift.inference.generate.GenerationSettings;
import dev.nightshift.inference.generate.Generator;
import java.util.ArrayList;
import java.util.List;

/**
 * A judge in this process that writes its reply, the likeliest token each time; the rubric reads
 * the verdict from that. A reply depends on its request alone, whatever else is asked beside it
 * ({@link Generator}).
 *
 * <p>A prompt that leaves no token for a reply is a refusal: with its start cut off, the judge
 * would judge something else.
 */
final class WritingJudge implements Judge {

  /** Names the way in which replies are written. */
  static final String VERSION = "written-verdict-1";

  private final LanguageModel model;
  private final JudgePrompt prompt;
  private final int maxTokens;
  private final String name;

  /**
   * A judge.
   *
   * @param model with a tokenizer; it stays the caller's
   * @param maxTokens most tokens of a reply
   * @param name what identifies the judge
   */
  WritingJudge(LanguageModel model, JudgePrompt prompt, int maxTokens, String name) {
    this.model = model;
    this.prompt = prompt;
    this.maxTokens = maxTokens;
    this.name = name;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<JudgeReply> ask(List<JudgeRequest> requests) {
    int context = model.config().maxPositions();
    List<GenerationRequest> fitting = new ArrayList<>();
    JudgeReply[] replies = new JudgeReply[requests.size()];
    for (int i = 0; i < replies.length; i++) {
      int[] ids = prompt.tokens(prompt.text(requests.get(i)), model.requireTokenizer());
      if (ids.length == 0 || ids.length >= context) {
        String why = "the prompt has " + ids.length + " tokens, the model's context " + context;
        replies[i] = JudgeReply.refusal(why, 0);
      } else {
        fitting.add(GenerationRequest.ofTokens(Integer.toString(i), ids));
      }
    }
    GenerationSettings settings = GenerationSettings.greedy(maxTokens);
    for (Generation reply : Generator.generate(model, fitting, settings)) {
      replies[Integer.parseInt(reply.id())] = JudgeReply.said(reply.text(), 1);
    }
    return List.of(replies);
  }
}
