package dev.nightshift.eval.judge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;

/** Reads the body of a chat completion. */
final class ChatReply {

  private static final ObjectMapper JSON = new ObjectMapper();

  private ChatReply() {}

  /**
   * The reply in a body; empty where it is none. A reply is refused where the message has a {@code
   * refusal}, or where the server's filter of content ended it.
   */
  static Optional<JudgeReply> read(String body, int attempts) {
    try {
      JsonNode choice = JSON.readTree(body).path("choices").path(0);
      JsonNode message = choice.path("message");
      String refusal = message.path("refusal").asText("");
      if (!refusal.isEmpty() && !message.path("refusal").isNull()) {
        return Optional.of(JudgeReply.refusal(refusal, attempts));
      }
      if (choice.path("finish_reason").asText("").equals("content_filter")) {
        return Optional.of(JudgeReply.refusal("content_filter", attempts));
      }
      JsonNode content = message.path("content");
      return content.isTextual()
          ? Optional.of(JudgeReply.said(content.asText(), attempts))
          : Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /** What a server says was wrong, shortened. */
  static String error(String body) {
    String text = body;
    try {
      String message = JSON.readTree(body).path("error").path("message").asText("");
      text = message.isEmpty() ? body : message;
    } catch (JsonProcessingException e) {
      // Then the body says it.
    }
    String line = text.strip().replaceAll("\\s+", " ");
    return line.length() > 200 ? line.substring(0, 200) + " …" : line;
  }
}
