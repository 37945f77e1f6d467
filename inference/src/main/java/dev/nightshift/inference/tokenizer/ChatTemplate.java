package dev.nightshift.inference.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nightshift.inference.tokenizer.jinja.JinjaTemplate;
import dev.nightshift.inference.tokenizer.jinja.TemplateRefusal;
import dev.nightshift.schema.error.RequestException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A chat template in the dialect of Jinja that transformers renders: blocks trimmed and stripped on
 * the left, {@code raise_exception}, {@code strftime_now}, {@code tojson} as Python writes it,
 * {@code namespace}, {@code break} and {@code continue}, and the methods of Python's strings and
 * dictionaries that templates call. What is not known to come out as in Python is refused by name.
 *
 * <p>The differences that are left: an undefined value and {@code None} are one and the same and
 * print as nothing, and so is an attribute of either; a number and a text that spells it are equal,
 * and their sum is a text; {@code ~} writes truth values in lower case; a text "false" counts as
 * false beside {@code and} and {@code or}; {@code %} keeps the sign of its left side.
 *
 * <p>The prompt holds the special tokens that the template spells out, BOS among them: encode it
 * without adding any. Safe for use by several threads.
 */
public final class ChatTemplate {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final JinjaTemplate template;
  private final String where;
  private final Map<String, String> specialTokens;

  private ChatTemplate(String source, String where, Map<String, String> specialTokens) {
    this.template = JinjaTemplate.of(source, where);
    this.where = where;
    this.specialTokens = Map.copyOf(specialTokens);
  }

  /** A template of that text, with the special tokens ({@code bos_token}, …) that it may name. */
  public static ChatTemplate of(String template, Map<String, String> specialTokens) {
    return new ChatTemplate(template, "chat template", specialTokens);
  }

  /**
   * The template of a model folder: {@code chat_template.jinja}, or the key {@code chat_template}
   * of {@code tokenizer_config.json}. Where that key lists several, the one named {@code default}.
   */
  public static Optional<ChatTemplate> load(Path folder) {
    Path configFile = folder.resolve("tokenizer_config.json");
    Path templateFile = folder.resolve("chat_template.jinja");
    try {
      JsonNode config =
          Files.exists(configFile)
              ? MAPPER.readTree(Files.readString(configFile))
              : MAPPER.createObjectNode();
      Map<String, String> tokens = specialTokens(config);
      if (Files.exists(templateFile)) {
        String text = Files.readString(templateFile);
        return Optional.of(new ChatTemplate(text, templateFile.toString(), tokens));
      }
      String where = configFile + ", key chat_template";
      return text(config.get("chat_template")).map(text -> new ChatTemplate(text, where, tokens));
    } catch (IOException e) {
      throw new RequestException(
          "the chat template cannot be read (" + e + ")", folder.toString(), "Mend the file.");
    }
  }

  /**
   * The prompt of a conversation.
   *
   * @param messages each with {@code role} and {@code content}, and whatever else the template
   *     reads
   * @param addGenerationPrompt whether the prompt ends where the assistant's answer begins
   * @throws RequestException if the template refuses the conversation or cannot be rendered
   */
  public String render(List<? extends Map<String, ?>> messages, boolean addGenerationPrompt) {
    Map<String, Object> variables = new HashMap<>();
    variables.put("messages", messages);
    variables.put("add_generation_prompt", addGenerationPrompt);
    return render(variables, ZonedDateTime.now(ZoneId.systemDefault()));
  }

  /**
   * The prompt from any variables: {@code messages}, {@code add_generation_prompt}, {@code tools},
   * …
   *
   * @param now what {@code strftime_now} tells
   * @throws RequestException if the template refuses the conversation or cannot be rendered
   */
  public String render(Map<String, ?> variables, ZonedDateTime now) {
    Map<String, Object> bindings = new HashMap<>(specialTokens);
    bindings.putAll(variables);
    try {
      return template.render(bindings, now);
    } catch (TemplateRefusal refusal) {
      throw new RequestException(
          "the chat template refuses the conversation: " + refusal.getMessage(),
          where,
          "Change the roles or the order of the messages.");
    }
  }

  private static Optional<String> text(@Nullable JsonNode node) {
    if (node == null || node.isNull()) {
      return Optional.empty();
    }
    if (node.isTextual()) {
      return Optional.of(node.textValue());
    }
    for (JsonNode named : node) {
      if (named.path("name").asText().equals("default")) {
        return Optional.of(named.path("template").asText());
      }
    }
    return Optional.empty();
  }

  private static Map<String, String> specialTokens(JsonNode config) {
    Map<String, String> tokens = new HashMap<>();
    if (config instanceof ObjectNode object) {
      object
          .fields()
          .forEachRemaining(
              field -> {
                JsonNode value = field.getValue();
                if (field.getKey().endsWith("_token") && (value.isTextual() || value.isObject())) {
                  String text = value.isObject() ? value.path("content").asText() : value.asText();
                  tokens.put(field.getKey(), text);
                }
              });
    }
    return tokens;
  }
}
