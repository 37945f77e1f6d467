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
  record Likeliest(String lead) implements LocalVerdict {
    @Override
    public String version() {
      return ModelJudge.VERSION;
    }

    @Override
    public Judge judge(LanguageModel model, Optional<ChatTemplate> template, String name) {
      return new ModelJudge(model, new JudgePrompt(template), lead, name);
    }
  }

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

    @Override
    public String version() {
      return WritingJudge.VERSION + " max-tokens=" + maxTokens;
    }

    @Override
    public Judge judge(LanguageModel model, Optional<ChatTemplate> template, String name) {
      return new WritingJudge(model, new JudgePrompt(template), maxTokens, name);
    }
  }

  /** Names the way in which verdicts are given. */
  String version();

  /** A judge; the model, which has a tokenizer, stays the caller's. */
  Judge judge(LanguageModel model, Optional<ChatTemplate> template, String name);

  /** What identifies a judge: its model, how it gives verdicts and how it is asked. */
  default String name(String modelDigest, Optional<ChatTemplate> template) {
    return modelDigest + " " + version() + " " + new JudgePrompt(template).label();
  }
}
