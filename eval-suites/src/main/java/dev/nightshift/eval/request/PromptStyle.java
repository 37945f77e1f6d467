package dev.nightshift.eval.request;

import org.jspecify.annotations.Nullable;

/**
 * How prompts are written.
 *
 * @param chat the model's chat template; null for plain text
 * @param multiturn whether examples are turns of their own; only with a chat template
 * @param systemInstruction text before the task's description; may be empty
 */
public record PromptStyle(
    @Nullable ChatRenderer chat, boolean multiturn, String systemInstruction) {

  /** Plain text without a system instruction. */
  public static final PromptStyle PLAIN = new PromptStyle(null, false, "");
}
