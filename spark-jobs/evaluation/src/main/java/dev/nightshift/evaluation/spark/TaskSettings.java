package dev.nightshift.evaluation.spark;

import dev.nightshift.eval.request.PromptStyle;
import dev.nightshift.eval.task.TaskDefinition;
import dev.nightshift.schema.identity.Digest;

/**
 * What a run changes about its tasks.
 *
 * @param limit most items of each task; 0 for all
 * @param fewshot examples in the prompt; −1 for what each task says
 * @param style how prompts are written
 * @param sandbox how programs are kept apart; {@code task} for what each task says
 */
record TaskSettings(int limit, int fewshot, PromptStyle style, String sandbox) {

  /** Examples in the prompts of a task. */
  int examples(TaskDefinition task) {
    return fewshot < 0 ? task.fewshot().count() : fewshot;
  }

  /** Adds what decides scores. */
  Digest addTo(Digest digest) {
    return digest
        .add(limit)
        .add(style.chat() == null ? 0 : 1)
        .add(style.multiturn() ? 1 : 0)
        .add(style.systemInstruction())
        .add(sandbox);
  }
}
