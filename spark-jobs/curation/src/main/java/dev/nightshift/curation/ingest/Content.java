package dev.nightshift.curation.ingest;

import dev.nightshift.curation.conversation.Message;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a record says, by kind of table. */
public sealed interface Content {

  /** All that the record says, as one text that names it. */
  String identity();

  /** A text. */
  record Document(String text) implements Content {
    @Override
    public String identity() {
      return text;
    }
  }

  /** Two answers to a prompt. */
  record Preference(String prompt, String chosen, String rejected) implements Content {
    @Override
    public String identity() {
      return prompt + SEPARATOR + chosen + SEPARATOR + rejected;
    }
  }

  /** A prompt and, where it is known, its answer. */
  record Prompt(String prompt, @Nullable String answer) implements Content {
    @Override
    public String identity() {
      return answer == null ? prompt : prompt + SEPARATOR + answer;
    }
  }

  /**
   * A conversation.
   *
   * @param messages its messages, in order
   */
  record Conversation(List<Message> messages) implements Content {
    public Conversation {
      messages = List.copyOf(messages);
    }

    @Override
    public String identity() {
      StringBuilder identity = new StringBuilder();
      for (Message message : messages) {
        identity.append(message.role().code()).append(SEPARATOR).append(message.content());
        for (String part : parts(message)) {
          identity.append(SEPARATOR).append(part);
        }
        identity.append(END);
      }
      return identity.toString();
    }

    private static List<String> parts(Message message) {
      return message.name() == null && message.toolCallId() == null && message.toolCalls() == null
          ? List.of()
          : List.of(
              orEmpty(message.name()), orEmpty(message.toolCallId()), orEmpty(message.toolCalls()));
    }

    private static String orEmpty(@Nullable String text) {
      return text == null ? "" : text;
    }
  }

  /** The record separator of ASCII ends a message of a conversation. */
  String END = "\u001e";

  /** The information separator of ASCII stands between the parts of an identity. */
  String SEPARATOR = "\u001f";
}
