package dev.nightshift.curation.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nightshift.schema.random.CounterRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConversationLayoutsTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static ObjectNode record(String json) throws JsonProcessingException {
    return (ObjectNode) JSON.readTree(json);
  }

  private static String read(String json) throws Exception {
    ObjectNode record = record(json);
    ConversationFormat format = ConversationFormat.of(record);
    List<Message> messages = format.layout().read(record);
    Conversations.check(messages);
    StringBuilder text = new StringBuilder(format.name());
    for (Message message : messages) {
      text.append(" | ").append(message.role().code()).append(": ").append(message.content());
      text.append(message.toolCalls() == null ? "" : " calls " + message.toolCalls());
      text.append(message.toolCallId() == null ? "" : " answers " + message.toolCallId());
      text.append(message.name() == null ? "" : " by " + message.name());
    }
    return text.toString();
  }

  @Test
  void everyLayoutIsReadAndWrittenBack() throws Exception {
    String openAi =
        "{\"messages\":[{\"role\":\"system\",\"content\":\"S\"},{\"role\":\"user\",\"content\":\"Q\","
            + "\"name\":\"ann\"},{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"1\"}]},"
            + "{\"role\":\"tool\",\"content\":\"4\",\"tool_call_id\":\"1\"},"
            + "{\"role\":\"assistant\",\"content\":\"A\"}]}";
    assertThat(read(openAi))
        .isEqualTo(
            "OPENAI | system: S | user: Q by ann | assistant:  calls [{\"id\":\"1\"}]"
                + " | tool: 4 answers 1 | assistant: A");
    String shareGpt =
        "{\"conversations\":[{\"from\":\"system\",\"value\":\"S\"},{\"from\":\"human\",\"value\":\"Q\"},"
            + "{\"from\":\"function_call\",\"value\":\"{}\"},{\"from\":\"observation\",\"value\":\"4\"},"
            + "{\"from\":\"gpt\",\"value\":\"A\"}]}";
    assertThat(read(shareGpt))
        .isEqualTo(
            "SHAREGPT | system: S | user: Q | assistant:  calls {} | tool: 4 | assistant: A");
    String alpaca = "{\"instruction\":\"Add\",\"input\":\"1 2\",\"output\":\"3\"}";
    assertThat(read(alpaca)).isEqualTo("ALPACA | user: Add\n\n### Input:\n1 2 | assistant: 3");
    String hh =
        "{\"text\":\"Be kind.\\n\\nHuman: Q\\n\\nAssistant: A\\n\\nHuman: R\\n\\nAssistant: B\"}";
    assertThat(read(hh))
        .isEqualTo("HH | system: Be kind. | user: Q | assistant: A | user: R | assistant: B");
    for (String json : List.of(openAi, shareGpt, alpaca, hh)) {
      ConversationLayout layout = ConversationFormat.of(record(json)).layout();
      assertThat(layout.write(layout.read(record(json))).toString()).isEqualTo(json);
    }
  }

  @Test
  void otherNamesAreUnderstood() throws Exception {
    assertThat(
            read(
                "{\"messages\":[{\"role\":\"developer\",\"content\":\"S\"},{\"role\":\"user\","
                    + "\"content\":[{\"type\":\"text\",\"text\":\"Q\"}]},{\"role\":\"assistant\",\"content\":\"A\"}]}"))
        .isEqualTo("OPENAI | system: S | user: Q | assistant: A");
    assertThat(
            read(
                "{\"system\":\"S\",\"conversations\":[{\"from\":\"user\",\"value\":\"Q\"},"
                    + "{\"from\":\"chatgpt\",\"value\":\"A\"}]}"))
        .isEqualTo("SHAREGPT | system: S | user: Q | assistant: A");
    assertThat(read("{\"instruction\":\"Q\",\"output\":\"A\",\"system\":\"S\"}"))
        .isEqualTo("ALPACA | system: S | user: Q | assistant: A");
  }

  @Test
  void writingAndReadingGivesTheMessagesBack() throws Exception {
    for (ConversationFormat format : ConversationFormat.values()) {
      int held = 0;
      for (int i = 0; i < 2_000; i++) {
        List<Message> messages = random(CounterRandom.of(1, format.name(), i), format);
        ObjectNode record;
        try {
          record = format.layout().write(messages);
        } catch (ConversationException e) {
          assertThat(e.fault()).isEqualTo(ConversationException.Fault.CANNOT_BE_HELD);
          continue;
        }
        held++;
        ObjectNode stored = record(record.toString());
        assertThat(ConversationFormat.of(stored)).isEqualTo(format);
        assertThat(format.layout().read(stored)).isEqualTo(messages);
      }
      assertThat(held).as(format.name()).isGreaterThan(500);
    }
  }

  /** Messages with awkward content; those of layouts with one turn are short. */
  private static List<Message> random(CounterRandom random, ConversationFormat format) {
    String[] pieces = {
      "a", " ", "\n", "\n\n", "Human:", "Assistant:", "### Input:\n", "\u00e9", "\uD83D\uDE00", "\""
    };
    List<Message> messages = new ArrayList<>();
    if (random.nextInt(3) == 0) {
      messages.add(Message.of(Role.SYSTEM, "S" + text(random, pieces)));
    }
    int turns = format == ConversationFormat.ALPACA ? 1 : 1 + random.nextInt(3);
    for (int i = 0; i < turns; i++) {
      String name = format == ConversationFormat.OPENAI && random.nextInt(4) == 0 ? "n" : null;
      messages.add(new Message(Role.USER, "Q" + text(random, pieces), name, null, null));
      if (random.nextInt(8) == 0 && format != ConversationFormat.ALPACA) {
        String id = format == ConversationFormat.OPENAI ? "7" : null;
        messages.add(new Message(Role.ASSISTANT, "", null, null, "[{\"id\":\"7\"}]"));
        messages.add(new Message(Role.TOOL, text(random, pieces), null, id, null));
      }
      messages.add(Message.of(Role.ASSISTANT, text(random, pieces)));
    }
    return messages;
  }

  private static String text(CounterRandom random, String[] pieces) {
    StringBuilder text = new StringBuilder();
    for (int n = random.nextInt(6); n > 0; n--) {
      text.append(pieces[random.nextInt(pieces.length)]);
    }
    return text.toString();
  }

  @Test
  void badTurnsAreToldApart() {
    assertFault(
        "{\"messages\":[{\"role\":\"bot\",\"content\":\"x\"}]}",
        "UNKNOWN_ROLE",
        "message 1 has the role 'bot'");
    assertFault(
        "{\"conversations\":[{\"from\":\"alien\",\"value\":\"x\"}]}",
        "UNKNOWN_ROLE",
        "message 1 comes from 'alien'");
    assertFault(
        "{\"messages\":[{\"role\":\"user\",\"content\":\" \"},{\"role\":\"assistant\",\"content\":\"x\"}]}",
        "EMPTY_TURN",
        "message 1, of user, is empty");
    assertFault(
        "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}",
        "NO_ASSISTANT_TURN",
        "none of its 1 messages is an assistant's");
    assertFault(
        "{\"messages\":[]}", "NO_ASSISTANT_TURN", "none of its 0 messages is an assistant's");
    assertFault(
        "{\"messages\":[{\"role\":\"system\",\"content\":\"a\"},{\"role\":\"system\",\"content\":\"b\"}]}",
        "TWO_SYSTEM_TURNS",
        "the system speaks 2 times");
    assertFault("{\"messages\":[{\"content\":\"x\"}]}", "NO_CONVERSATION", "message 1 has no role");
    assertFault(
        "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\"}]}]}",
        "CANNOT_BE_HELD",
        "message 1 has a part of type 'image_url'");
    assertFault(
        "{\"title\":\"x\"}",
        "NO_CONVERSATION",
        "it has no fields of a conversation: 'messages',"
            + " 'conversations', 'instruction' and 'output', or a dialogue in 'text'");
  }

  private static void assertFault(String json, String fault, String message) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOfSatisfying(
            ConversationException.class, e -> assertThat(e.fault().name()).isEqualTo(fault))
        .hasMessage(message);
  }

  @Test
  void alpacasPromptIsThePublishedOne() {
    assertThat(AlpacaPrompt.of("Add\n\n### Input:\n1 2"))
        .isEqualTo(
            "Below is an instruction that describes a task, paired with an input that provides"
                + " further context. Write a response that appropriately completes the request.\n\n"
                + "### Instruction:\nAdd\n\n### Input:\n1 2\n\n### Response:");
    assertThat(AlpacaPrompt.of("Add"))
        .isEqualTo(
            "Below is an instruction that describes a task. Write a response that appropriately"
                + " completes the request.\n\n### Instruction:\nAdd\n\n### Response:");
  }

  @Test
  void preferencesOfMessagesAreCutWhereTheyPart() throws Exception {
    ObjectNode record =
        record(
            "{\"chosen\":[{\"role\":\"user\",\"content\":\"Q\"},{\"role\":\"assistant\",\"content\":\"A\"}],"
                + "\"rejected\":[{\"role\":\"user\",\"content\":\"Q\"},{\"role\":\"assistant\",\"content\":\"B\"},"
                + "{\"role\":\"user\",\"content\":\"R\"},{\"role\":\"assistant\",\"content\":\"C\"}]}");
    PreferenceMessages pair =
        PreferenceMessages.of(
            record.path("prompt"), record.path("chosen"), record.path("rejected"));
    assertThat(pair)
        .isEqualTo(
            new PreferenceMessages(
                "\n\nHuman: Q\n\nAssistant:",
                " A",
                " B\n\nHuman: R\n\nAssistant: C",
                "[{\"role\":\"user\",\"content\":\"Q\"}]"));
    ObjectNode prompted =
        record(
            "{\"prompt\":\"Q\",\"chosen\":[{\"role\":\"assistant\",\"content\":\"A\"}],"
                + "\"rejected\":[{\"role\":\"assistant\",\"content\":\"B\"}]}");
    assertThat(
            PreferenceMessages.of(
                    prompted.path("prompt"), prompted.path("chosen"), prompted.path("rejected"))
                .prompt())
        .isEqualTo("\n\nHuman: Q\n\nAssistant:");
    assertThatThrownBy(
            () ->
                PreferenceMessages.of(
                    record("{}").path("prompt"), record.path("chosen"), prompted.path("chosen")))
        .hasMessage("the answers share no messages that an assistant's turn follows in both");
  }
}
