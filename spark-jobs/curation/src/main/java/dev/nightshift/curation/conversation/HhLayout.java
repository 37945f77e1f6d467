package dev.nightshift.curation.conversation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nightshift.curation.conversation.ConversationException.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A dialogue as one text, as in Anthropic's HH data (Bai et al. 2022): {@code "\n\nHuman: ...
 * \n\nAssistant: ..."}, in the field {@code text}. What stands before the first turn is the
 * system's message. One space behind a speaker's name belongs to the layout.
 */
final class HhLayout implements ConversationLayout {

  static final String HUMAN = "\n\nHuman:";
  static final String ASSISTANT = "\n\nAssistant:";
  private static final String FIELD = "text";

  @Override
  public boolean matches(ObjectNode record) {
    JsonNode text = record.path(FIELD);
    return text.isTextual()
        && (text.textValue().contains(HUMAN) || text.textValue().contains(ASSISTANT));
  }

  @Override
  public Set<String> fields() {
    return Set.of(FIELD);
  }

  @Override
  public List<Message> read(ObjectNode record) throws ConversationException {
    if (!record.path(FIELD).isTextual()) {
      throw new ConversationException(
          Fault.NO_CONVERSATION, "it has no dialogue in the field '" + FIELD + "'");
    }
    return messages(record.path(FIELD).textValue());
  }

  /** The messages of a dialogue. */
  static List<Message> messages(String dialogue) throws ConversationException {
    List<Message> messages = new ArrayList<>();
    int start = turn(dialogue, 0);
    if (start < 0) {
      throw new ConversationException(
          Fault.NO_CONVERSATION, "the text has no turn of a human or an assistant");
    }
    if (!dialogue.substring(0, start).isBlank()) {
      messages.add(Message.of(Role.SYSTEM, dialogue.substring(0, start)));
    }
    while (start >= 0) {
      boolean human = dialogue.startsWith(HUMAN, start);
      int from = start + (human ? HUMAN : ASSISTANT).length();
      from += from < dialogue.length() && dialogue.charAt(from) == ' ' ? 1 : 0;
      int next = turn(dialogue, from);
      String content = dialogue.substring(from, next < 0 ? dialogue.length() : next);
      messages.add(Message.of(human ? Role.USER : Role.ASSISTANT, content));
      start = next;
    }
    return messages;
  }

  /** Where the next turn starts; -1 where there is none. */
  private static int turn(String dialogue, int from) {
    for (int i = dialogue.indexOf("\n\n", from); i >= 0; i = dialogue.indexOf("\n\n", i + 1)) {
      if (dialogue.startsWith(HUMAN, i) || dialogue.startsWith(ASSISTANT, i)) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public ObjectNode write(List<Message> messages) throws ConversationException {
    return JsonNodeFactory.instance.objectNode().put(FIELD, dialogue(messages));
  }

  /** Messages as a dialogue. */
  static String dialogue(List<Message> messages) throws ConversationException {
    StringBuilder dialogue = new StringBuilder();
    for (int i = 0; i < messages.size(); i++) {
      Message message = messages.get(i);
      boolean system = message.role() == Role.SYSTEM && i == 0;
      if (!message.isPlain()
          || message.role() == Role.TOOL
          || (message.role() == Role.SYSTEM && !system)) {
        throw new ConversationException(
            Fault.CANNOT_BE_HELD,
            "a dialogue holds a system's message at its start, a human and an assistant, not"
                + " message "
                + (i + 1));
      }
      // A content that reads as a turn of its own would come back as two messages.
      String text = system ? message.content() : " " + message.content();
      if (turn(text, 0) >= 0) {
        throw new ConversationException(
            Fault.CANNOT_BE_HELD,
            "message " + (i + 1) + " holds a turn, which a dialogue cannot tell from its own");
      }
      if (!system) {
        dialogue.append(message.role() == Role.USER ? HUMAN : ASSISTANT);
      }
      dialogue.append(text);
    }
    return dialogue.toString();
  }
}
