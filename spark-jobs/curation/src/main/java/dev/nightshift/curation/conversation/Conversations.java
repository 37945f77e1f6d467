package dev.nightshift.curation.conversation;

import dev.nightshift.curation.conversation.ConversationException.Fault;
import java.util.List;

/** What every conversation has, whatever layout it came in. */
public final class Conversations {

  private Conversations() {}

  /**
   * Checks messages: none is empty, an assistant speaks, and the system speaks once at most.
   *
   * @throws ConversationException with the first fault
   */
  public static void check(List<Message> messages) throws ConversationException {
    int systems = 0;
    int answers = 0;
    for (int i = 0; i < messages.size(); i++) {
      Message message = messages.get(i);
      if (message.content().isBlank() && message.toolCalls() == null) {
        throw new ConversationException(
            Fault.EMPTY_TURN,
            "message " + (i + 1) + ", of " + message.role().code() + ", is empty");
      }
      systems += message.role() == Role.SYSTEM ? 1 : 0;
      answers += message.role() == Role.ASSISTANT ? 1 : 0;
    }
    if (systems > 1) {
      throw new ConversationException(
          Fault.TWO_SYSTEM_TURNS, "the system speaks " + systems + " times");
    }
    if (answers == 0) {
      throw new ConversationException(
          Fault.NO_ASSISTANT_TURN,
          "none of its " + messages.size() + " messages is an assistant's");
    }
  }
}
