package dev.nightshift.eval.judge;

import dev.nightshift.inference.LanguageModel;
import dev.nightshift.inference.tokenizer.ChatTemplate;
import java.io.Serializable;
import java.util.Optional;

/** How a model in this process gives its verdict. */
public sealed interface LocalVerdict extends Serializable {

  /**
   * The likeliest verdict after the prompt: the model writes nothing.
   *
   * @param lead what stands before the verdict, such as {@code [[}; may be empty
   */
  record Likeliest(String lead) implements LocalVerdict {}

  /**
   * The verdict in the reply that the model writes, token by likeliest token, as a judge behind an
   * endpoint does (Zheng et al. 2023, "Judging LLM-as-a-judge", arXiv 2306.05685, section 3.1).
   *
   * @param maxTokens most tokens of a reply, at least 1
   */
  record Written(int maxTokens) implements LocalVerdict {
    public Written {
      if (maxTokens < 1) {
        throw new IllegalArgumentException("a reply of " + maxTokens + " tokens");
      }
    }
  }

  /** What identifies a judge: its model, how it gives verdicts and how it is asked. */
  default String name(String modelDigest, Optional<ChatTemplate> template) {
    JudgePrompt prompt = new JudgePrompt(template);
    if (this instanceof Written written) {
      return modelDigest
          + " "
          + WritingJudge.VERSION
          + " max-tokens="
          + written.maxTokens()
          + " "
          + prompt.label();
    }
    return modelDigest + " " + ModelJudge.VERSION + " " + prompt.label();
  }

  /** A judge; the model, which has a tokenizer, stays the caller's. */
  default Judge judge(LanguageModel model, Optional<ChatTemplate> template, String name) {
    JudgePrompt prompt = new JudgePrompt(template);
    return this instanceof Written written
        ? new WritingJudge(model, prompt, written.maxTokens(), name)
        : new ModelJudge(model, prompt, ((Likeliest) this).lead(), name);
  }
}
