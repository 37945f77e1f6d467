package dev.nightshift.eval.request;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * What is asked of a model for one item: a row of its own on a cluster.
 *
 * @param task name of the task
 * @param position number of the item among those asked, from 0
 * @param sampleId stable name of the item
 * @param kind what is asked
 * @param prompt what the model sees before it answers; for a whole text, nothing
 * @param scored what is scored after prompts: a choice each, then the choices after an empty prompt
 *     where those are asked for; for a whole text the text; empty where an answer is generated
 * @param choices how many of them are choices after prompts
 * @param begins how many characters at the start of each prompt the task's definition gives to all
 *     items alike, such as examples that do not change; 0 where there are none
 * @param isChat whether the prompt spells out its special tokens
 */
public record ItemRequest(
    String task,
    int position,
    String sampleId,
    RequestKind kind,
    String prompt,
    List<Continuation> scored,
    int choices,
    int begins,
    boolean isChat)
    implements Serializable {

  public ItemRequest {
    scored = new ArrayList<>(scored);
    if (begins < 0 || begins > prompt.length()) {
      throw new IllegalArgumentException(begins + " of " + prompt.length() + " characters");
    }
  }

  /** What the prompts of all items begin with; may be empty. */
  public String beginning() {
    return prompt.substring(0, begins);
  }
}
