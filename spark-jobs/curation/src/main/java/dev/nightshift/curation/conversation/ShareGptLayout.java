package dev.nightshift.curation.conversation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nightshift.curation.conversation.ConversationException.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * ShareGPT's layout: {@code {"conversations": [{"from": "human", "value": "..."}]}}. Its speakers
 * are {@code human}, {@code gpt}, {@code system} and, for tools, {@code function_call} and {@code
 * observation}; the other names in use are read too ({@code user}, {@code assistant}, {@code
 * chatgpt}, {@code bing}, {@code bard}, {@code tool}, {@code function_response}). A field {@code
 * system} beside the list is the system's message. Messages are written with the first names.
 */
final class ShareGptLayout implements ConversationLayout {

  private static final String FIELD = "conversations";
  private static final String SYSTEM = "system";

  @Override
  public boolean matches(ObjectNode record) {
    JsonNode list = record.path(FIELD);
    return list.isArray() && (list.isEmpty() || list.path(0).has("from"));
  }

  @Override
  public Set<String> fields() {
    return Set.of(FIELD, SYSTEM);
  }

  @Override
  public List<Message> read(ObjectNode record) throws ConversationException {
    if (!record.path(FIELD).isArray()) {
      throw new ConversationException(
          Fault.NO_CONVERSATION, "it has no array in the field '" + FIELD + "'");
    }
    List<Message> messages = new ArrayList<>();
    if (record.path(SYSTEM).isTextual() && !record.path(SYSTEM).textValue().isBlank()) {
      messages.add(Message.of(Role.SYSTEM, record.path(SYSTEM).textValue()));
    }
    int number = 0;
    for (JsonNode node : record.path(FIELD)) {
      number++;
      if (!node.path("from").isTextual() || !node.path("value").isTextual()) {
        throw new ConversationException(
            Fault.NO_CONVERSATION, "message " + number + " has no text in 'from' and 'value'");
      }
      messages.add(message(node.path("from").textValue(), node.path("value").textValue(), number));
    }
    return messages;
  }

  private static Message message(String from, String value, int number)
      throws ConversationException {
    return switch (from) {
      case "human", "user" -> Message.of(Role.USER, value);
      case "gpt", "assistant", "chatgpt", "bing", "bard" -> Message.of(Role.ASSISTANT, value);
      case "system" -> Message.of(Role.SYSTEM, value);
      case "observation", "tool", "function_response" -> Message.of(Role.TOOL, value);
      case "function_call" -> new Message(Role.ASSISTANT, "", null, null, value);
      default ->
          throw new ConversationException(
              Fault.UNKNOWN_ROLE, "message " + number + " comes from '" + from + "'");
    };
  }

  @Override
  public ObjectNode write(List<Message> messages) throws ConversationException {
    ObjectNode record = JsonNodeFactory.instance.objectNode();
    ArrayNode list = record.putArray(FIELD);
    for (Message message : messages) {
      boolean calls = message.toolCalls() != null && message.content().isEmpty();
      if (!message.isPlain()
          && !(calls && message.name() == null && message.toolCallId() == null)) {
        throw new ConversationException(
            Fault.CANNOT_BE_HELD,
            "ShareGPT's layout has no place for names, for the ids of calls, and for words beside"
                + " a call");
      }
      list.addObject()
          .put("from", calls ? "function_call" : from(message.role()))
          .put("value", calls ? message.toolCalls() : message.content());
    }
    return record;
  }

  private static String from(Role role) {
    return switch (role) {
      case SYSTEM -> "system";
      case USER -> "human";
      case ASSISTANT -> "gpt";
      case TOOL -> "observation";
    };
  }
}
