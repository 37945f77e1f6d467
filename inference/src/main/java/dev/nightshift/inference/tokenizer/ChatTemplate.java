package dev.nightshift.inference.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.LegacyOverrides;
import com.hubspot.jinjava.el.JinjavaInterpreterResolver;
import com.hubspot.jinjava.interpret.RenderResult;
import com.hubspot.jinjava.interpret.TemplateError;
import com.hubspot.jinjava.lib.fn.ELFunctionDefinition;
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
import java.util.stream.Collectors;
import jinjava.javax.el.CompositeELResolver;
import org.jspecify.annotations.Nullable;

/**
 * A chat template in the dialect of Jinja that transformers renders: blocks trimmed and stripped on
 * the left, {@code raise_exception}, {@code strftime_now}, {@code tojson} as Python writes it,
 * {@code namespace}, {@code break} and {@code continue}, and the methods of Python's strings and
 * dictionaries that templates call. What the renderer does not know is an error. One difference is
 * known: a boolean that a template prints as it is reads {@code true}, not {@code True}. Safe for
 * use by several threads.
 */
public final class ChatTemplate {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final String source;
  private final String where;
  private final Map<String, String> specialTokens;
  private final Jinjava engine;

  private ChatTemplate(String source, String where, Map<String, String> specialTokens) {
    this.source = TemplateDialect.translate(source);
    this.where = where;
    this.specialTokens = Map.copyOf(specialTokens);
    this.engine = engine();
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
    bindings.put("True", true);
    bindings.put("False", false);
    bindings.put(TemplateFunctions.NOW, now);
    for (String filter : TemplateDialect.filters(source)) {
      // The renderer passes over a filter that it does not know.
      if (engine.getGlobalContext().getFilter(filter) == null) {
        throw unsupported("the filter " + filter);
      }
    }
    RenderResult result = engine.renderForResult(source, bindings);
    if (!result.getErrors().isEmpty()) {
      throw refused(result.getErrors());
    }
    return result.getOutput();
  }

  private RequestException refused(List<TemplateError> errors) {
    for (TemplateError error : errors) {
      String message = TemplateFunctions.refusal(error.getException());
      if (message != null) {
        return new RequestException(
            "the chat template refuses the conversation: " + message,
            where,
            "Change the roles or the order of the messages.");
      }
    }
    String all =
        errors.stream()
            .map(e -> "line " + e.getLineno() + ": " + e.getMessage())
            .distinct()
            .collect(Collectors.joining("; "));
    return unsupported(all);
  }

  private RequestException unsupported(String what) {
    return new RequestException(
        "the chat template uses something that is not supported (" + what + ")",
        where,
        "Give a simpler template as chat_template.jinja, or prompts as plain text.");
  }

  private static Jinjava engine() {
    CompositeELResolver resolver = new CompositeELResolver();
    resolver.add(new PythonMethods());
    resolver.add(JinjavaInterpreterResolver.DEFAULT_RESOLVER_READ_ONLY);
    JinjavaConfig config =
        JinjavaConfig.newBuilder()
            .withTrimBlocks(true)
            .withLstripBlocks(true)
            .withNestedInterpretationEnabled(false)
            .withElResolver(resolver)
            .withLegacyOverrides(
                LegacyOverrides.newBuilder()
                    .withUsePyishObjectMapper(true)
                    .withIterateOverMapKeys(true)
                    .withEvaluateMapKeys(true)
                    .withUseNaturalOperatorPrecedence(true)
                    .withKeepNullableLoopValues(true)
                    .withParseWhitespaceControlStrictly(true)
                    .withAllowAdjacentTextNodes(true)
                    .withUseTrimmingForNotesAndExpressions(true)
                    .build())
            .build();
    Jinjava engine = new Jinjava(config);
    engine.registerFilter(new PythonJsonFilter());
    engine.getGlobalContext().registerExpTest(new IterableTest());
    engine.registerFunction(
        new ELFunctionDefinition(
            "", "raise_exception", TemplateFunctions.class, "raise", Object.class));
    engine.registerFunction(
        new ELFunctionDefinition("", "strftime_now", TemplateFunctions.class, "now", String.class));
    return engine;
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
