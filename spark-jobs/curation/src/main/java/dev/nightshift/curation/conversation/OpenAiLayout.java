package dev.nightshift.curation.conversation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nightshift.curation.conversation.ConversationException.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * OpenAI's chat messages: {@code {"messages": [{"role": "user", "content": "..."}]}}, with {@code
 * name}, {@code tool_call_id} and {@code tool_calls}. A content of text parts is read as their
 * text; parts of other kinds cannot be held. The roles {@code developer} and {@code function} of
 * other versions are read as {@code system} and {@code tool}.
 */
final class OpenAiLayout implements ConversationLayout {

  static final String FIELD = "messages";
  private static final ObjectMapper JSON = new ObjectMapper();

  @Override
  public boolean matches(ObjectNode record) {
    return record.path(FIELD).isArray();
  }

  @Override
  public Set<String> fields() {
    return Set.of(FIELD);
  }

  @Override
  public List<Message> read(ObjectNode record) throws ConversationException {
    return messages(record.path(FIELD));
  }

  /** The messages of an array. */
  static List<Message> messages(JsonNode array) throws ConversationException {
    if (!array.isArray()) {
      throw new ConversationException(
          Fault.NO_CONVERSATION, "field 'messages' is " + array.getNodeType() + ", not an array");
    }
    List<Message> messages = new ArrayList<>();
    for (JsonNode node : array) {
      int number = messages.size() + 1;
      if (!node.path("role").isTextual()) {
        throw new ConversationException(
            Fault.NO_CONVERSATION, "message " + number + " has no role");
      }
      JsonNode calls = node.path("tool_calls");
      String toolCalls = calls.isArray() && !calls.isEmpty() ? calls.toString() : null;
      messages.add(
          new Message(
              role(node.path("role").textValue(), number),
              content(node.path("content"), number),
              text(node, "name", number),
              text(node, "tool_call_id", number),
              toolCalls));
    }
    return messages;
  }

  private static Role role(String name, int number) throws ConversationException {
    return switch (name) {
      case "developer" -> Role.SYSTEM;
      case "function" -> Role.TOOL;
      default ->
          Role.ofCode(name)
              .orElseThrow(
                  () ->
                      new ConversationException(
                          Fault.UNKNOWN_ROLE,
                          "message " + number + " has the role '" + name + "'"));
    };
  }

  private static String content(JsonNode content, int number) throws ConversationException {
    if (content.isTextual()) {
      return content.textValue();
    }
    if (content.isMissingNode() || content.isNull()) {
      return "";
    }
    if (content.isArray()) {
      StringBuilder text = new StringBuilder();
      for (JsonNode part : content) {
        if (!part.path("text").isTextual()) {
          throw new ConversationException(
              Fault.CANNOT_BE_HELD,
              "message " + number + " has a part of type '" + part.path("type").asText() + "'");
        }
        text.append(part.path("text").textValue());
      }
      return text.toString();
    }
    throw new ConversationException(
        Fault.NO_CONVERSATION,
        "the content of message " + number + " is " + content.getNodeType() + ", not text");
  }

  private static @Nullable String text(JsonNode node, String field, int number)
      throws ConversationException {
    JsonNode value = node.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return null;
    }
    if (!value.isTextual()) {
      throw new ConversationException(
          Fault.NO_CONVERSATION,
          "'" + field + "' of message " + number + " is " + value.getNodeType() + ", not text");
    }
    return value.textValue();
  }

  @Override
  public ObjectNode write(List<Message> messages) throws ConversationException {
    ObjectNode record = JsonNodeFactory.instance.objectNode();
    record.set(FIELD, array(messages));
    return record;
  }

  /** Messages as an array. */
  static ArrayNode array(List<Message> messages) throws ConversationException {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (Message message : messages) {
      ObjectNode node = array.addObject().put("role", message.role().code());
      if (message.content().isEmpty() && message.toolCalls() != null) {
        node.putNull("content");
      } else {
        node.put("content", message.content());
      }
      if (message.name() != null) {
        node.put("name", message.name());
      }
      if (message.toolCallId() != null) {
        node.put("tool_call_id", message.toolCallId());
      }
      if (message.toolCalls() != null) {
        try {
          node.set("tool_calls", JSON.readTree(message.toolCalls()));
        } catch (JsonProcessingException e) {
          throw new ConversationException(
              Fault.CANNOT_BE_HELD, "the calls of a message are no JSON: " + e.getMessage());
        }
      }
    }
    return array;
  }
}
