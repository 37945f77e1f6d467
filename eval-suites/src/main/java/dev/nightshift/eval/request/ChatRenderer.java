package dev.nightshift.eval.request;

import java.util.List;

/** Writes a conversation as the model's chat template does. */
@FunctionalInterface
public interface ChatRenderer {

  /**
   * The prompt.
   *
   * @param turns the conversation; its last turn is the user's, or the beginning of an answer that
   *     the prompt ends with
   */
  String render(List<Message> turns);
}
