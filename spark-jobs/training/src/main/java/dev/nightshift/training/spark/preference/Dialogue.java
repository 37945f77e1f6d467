package dev.nightshift.training.spark.preference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nightshift.inference.tokenizer.ChatTemplate;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.training.spark.RefusedExample;
import java.io.IOException;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.jspecify.annotations.Nullable;

/**
 * Messages of conversations as the model's chat template lays them out: the prompt ends where the
 * assistant begins, and an answer is what the template writes behind it. The date that templates
 * ask for is a fixed one, so that the same messages are the same tokens on every night.
 */
final class Dialogue {

  private static final ZonedDateTime DATE =
      ZonedDateTime.of(2025, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern TURN = Pattern.compile("\n\n(Human|Assistant):");

  private final ChatTemplate template;

  Dialogue(ChatTemplate template) {
    this.template = template;
  }

  /**
   * An example of messages.
   *
   * @param shared what both answers respond to
   * @param chosen messages of the preferred answer, or null
   * @param rejected messages of the other one, or null
   */
  PreferenceExample example(
      List<Map<String, String>> shared,
      @Nullable List<Map<String, String>> chosen,
      @Nullable List<Map<String, String>> rejected)
      throws RefusedExample {
    if (shared.isEmpty()) {
      throw new RefusedExample("no-shared-prompt", "the answers share no message");
    }
    String prompt = rendered(shared, true);
    return new PreferenceExample(
        prompt, answer(prompt, shared, chosen), answer(prompt, shared, rejected), true);
  }

  private @Nullable String answer(
      String prompt, List<Map<String, String>> shared, @Nullable List<Map<String, String>> answer)
      throws RefusedExample {
    if (answer == null) {
      return null;
    }
    if (answer.isEmpty() || !"assistant".equals(answer.get(0).get("role"))) {
      throw new RefusedExample("no-conversation", "an answer does not begin with the assistant");
    }
    if (answer.stream().anyMatch(message -> message.getOrDefault("content", "").isBlank())) {
      throw new RefusedExample("empty-answer", "a message of an answer has no text");
    }
    List<Map<String, String>> whole = new ArrayList<>(shared);
    whole.addAll(answer);
    String text = rendered(whole, false);
    if (!text.startsWith(prompt)) {
      throw new RefusedExample(
          "template-rewrites-prompt",
          "the chat template lays the prompt out in another way once an answer follows it");
    }
    return text.substring(prompt.length());
  }

  private String rendered(List<Map<String, String>> messages, boolean prompting)
      throws RefusedExample {
    try {
      return template.render(
          Map.of("messages", messages, "add_generation_prompt", prompting), DATE);
    } catch (RequestException e) {
      throw new RefusedExample("no-conversation", String.valueOf(e.getMessage()));
    }
  }

  /** One message. */
  static Map<String, String> message(String role, String content) {
    Map<String, String> message = new LinkedHashMap<>();
    message.put("role", role);
    message.put("content", content);
    return message;
  }

  /** The messages of a column; fields that are no text are left out. */
  static List<Map<String, String>> messages(List<Row> rows) throws RefusedExample {
    List<Map<String, String>> messages = new ArrayList<>();
    for (Row row : rows) {
      Map<String, String> message = new LinkedHashMap<>();
      for (StructField field : row.schema().fields()) {
        if (row.getAs(field.name()) instanceof String text) {
          message.put(field.name(), text);
        }
      }
      if (!message.containsKey("role") || !message.containsKey("content")) {
        throw new RefusedExample(
            "no-conversation",
            "message " + (messages.size() + 1) + " has no role or no content of text");
      }
      messages.add(message);
    }
    return messages;
  }

  /** The messages of a JSON array, as ingestion keeps those that both answers share. */
  static List<Map<String, String>> parsed(String array) throws RefusedExample {
    List<Map<String, String>> messages = new ArrayList<>();
    try {
      for (JsonNode node : JSON.readTree(array)) {
        messages.add(message(node.path("role").asText(), node.path("content").asText()));
      }
    } catch (IOException e) {
      throw new RefusedExample("no-conversation", "the messages are no JSON: " + e.getMessage());
    }
    return messages;
  }

  /** An answer's text as messages: the assistant's, and what follows as turns of a dialogue. */
  static List<Map<String, String>> turns(String answer) {
    List<Map<String, String>> messages = new ArrayList<>();
    Matcher turn = TURN.matcher(answer);
    String role = "assistant";
    int from = 0;
    while (turn.find()) {
      messages.add(message(role, answer.substring(from, turn.start()).strip()));
      role = turn.group(1).equals("Human") ? "user" : "assistant";
      from = turn.end();
    }
    messages.add(message(role, answer.substring(from).strip()));
    return messages;
  }
}
