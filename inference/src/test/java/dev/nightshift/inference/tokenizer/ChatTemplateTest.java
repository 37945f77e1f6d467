package dev.nightshift.inference.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nightshift.schema.error.RequestException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Published templates against what Jinja2 renders, in the environment of transformers. */
class ChatTemplateTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final JsonNode FILE = read();
  private static final ZonedDateTime DAY =
      ZonedDateTime.of(2024, 7, 26, 12, 0, 0, 0, ZoneOffset.UTC);

  @TempDir Path folder;

  static Stream<String> cases() {
    return StreamSupport.stream(FILE.get("cases").spliterator(), false)
        .map(c -> c.get("name").asText());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void rendersLikeJinja2(String name) {
    JsonNode given =
        StreamSupport.stream(FILE.get("cases").spliterator(), false)
            .filter(c -> c.get("name").asText().equals(name))
            .findFirst()
            .orElseThrow();
    ChatTemplate template =
        ChatTemplate.of(
            FILE.get("templates").get(given.get("template").asText()).asText(), Map.of());
    Map<String, Object> variables =
        MAPPER.convertValue(given.get("variables"), new TypeReference<Map<String, Object>>() {});
    if (given.has("refused")) {
      assertThatThrownBy(() -> template.render(variables, DAY))
          .isInstanceOf(RequestException.class)
          .hasMessageContaining(
              "the chat template refuses the conversation: " + given.get("refused").asText());
    } else {
      assertThat(template.render(variables, DAY)).isEqualTo(given.get("expected").asText());
    }
  }

  @Test
  void readsTheTemplateOfAFolder() throws IOException {
    assertThat(ChatTemplate.load(folder)).isEmpty();
    Files.writeString(
        folder.resolve("tokenizer_config.json"),
        "{\"bos_token\":{\"content\":\"<s>\"},\"chat_template\":[{\"name\":\"tool_use\","
            + "\"template\":\"no\"},{\"name\":\"default\",\"template\":"
            + "\"{{ bos_token }}{{ messages[0].content }}\"}]}");
    List<Map<String, String>> messages = List.of(Map.of("role", "user", "content", "hi"));
    assertThat(ChatTemplate.load(folder).orElseThrow().render(messages, true)).isEqualTo("<s>hi");
    Files.writeString(folder.resolve("chat_template.jinja"), "{{ messages|length }}\n");
    assertThat(ChatTemplate.load(folder).orElseThrow().render(messages, true)).isEqualTo("1");
  }

  @Test
  void saysWhereATemplateIsNotSupported() {
    List<Map<String, String>> messages = List.of(Map.of("role", "user", "content", "hi"));
    assertThatThrownBy(
            () -> ChatTemplate.of("a\n{% nothing %}{% for %}", Map.of()).render(messages, true))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("the chat template uses something that is not supported")
        .hasMessageContaining("line 2");
    assertThatThrownBy(
            () -> ChatTemplate.of("{{ 'a' | nofilter }}", Map.of()).render(messages, true))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("is not supported (line 1: the filter nofilter)");
  }

  private static JsonNode read() {
    try (InputStream in = ChatTemplateTest.class.getResourceAsStream("/chat/chat-templates.json")) {
      return MAPPER.readTree(in);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
