package dev.nightshift.curation.conversation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nightshift.curation.conversation.ConversationException.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Alpaca's layout (Taori et al. 2023): {@code instruction}, {@code input} (which may be empty) and
 * {@code output}; some sets add {@code system}. The user's message is the instruction, and, where
 * there is an input, the published mark {@code "\n\n### Input:\n"} and the input behind it: it is
 * the middle of the prompt that {@link AlpacaPrompt} writes.
 */
final class AlpacaLayout implements ConversationLayout {

  static final String INPUT_MARK = "\n\n### Input:\n";

  @Override
  public boolean matches(ObjectNode record) {
    return record.path("instruction").isTextual() && record.path("output").isTextual();
  }

  @Override
  public Set<String> fields() {
    return Set.of("instruction", "input", "output", "system");
  }

  @Override
  public List<Message> read(ObjectNode record) throws ConversationException {
    String instruction = text(record, "instruction");
    String input = record.hasNonNull("input") ? text(record, "input") : "";
    String output = text(record, "output");
    List<Message> messages = new ArrayList<>();
    if (record.hasNonNull("system") && !text(record, "system").isBlank()) {
      messages.add(Message.of(Role.SYSTEM, text(record, "system")));
    }
    messages.add(
        Message.of(Role.USER, input.isEmpty() ? instruction : instruction + INPUT_MARK + input));
    messages.add(Message.of(Role.ASSISTANT, output));
    return messages;
  }

  private static String text(ObjectNode record, String field) throws ConversationException {
    JsonNode value = record.path(field);
    if (!value.isTextual()) {
      throw new ConversationException(
          Fault.NO_CONVERSATION, "field '" + field + "' is " + value.getNodeType() + ", not text");
    }
    return value.textValue();
  }

  @Override
  public ObjectNode write(List<Message> messages) throws ConversationException {
    int first = !messages.isEmpty() && messages.get(0).role() == Role.SYSTEM ? 1 : 0;
    if (messages.size() != first + 2
        || messages.get(first).role() != Role.USER
        || messages.get(first + 1).role() != Role.ASSISTANT
        || !messages.stream().allMatch(Message::isPlain)) {
      throw new ConversationException(
          Fault.CANNOT_BE_HELD, "Alpaca's layout holds one question and one answer, and no tools");
    }
    ObjectNode record = JsonNodeFactory.instance.objectNode();
    String question = messages.get(first).content();
    if (question.indexOf(INPUT_MARK) >= 0
        && question.indexOf(INPUT_MARK) + INPUT_MARK.length() == question.length()) {
      throw new ConversationException(
          Fault.CANNOT_BE_HELD, "the question ends in the mark of an input without one");
    }
    int mark = question.indexOf(INPUT_MARK);
    record.put("instruction", mark < 0 ? question : question.substring(0, mark));
    record.put("input", mark < 0 ? "" : question.substring(mark + INPUT_MARK.length()));
    record.put("output", messages.get(first + 1).content());
    if (first == 1) {
      record.put("system", messages.get(0).content());
    }
    return record;
  }
}
