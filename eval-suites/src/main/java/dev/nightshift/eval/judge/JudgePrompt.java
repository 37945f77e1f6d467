package dev.nightshift.eval.judge;

import dev.nightshift.inference.tokenizer.ChatTemplate;
import dev.nightshift.inference.tokenizer.Tokenizer;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a request becomes the prompt of a model in this process: by its chat template; without one,
 * system and prompt stand under each other.
 *
 * @param template the model's template, if it has one
 */
public record JudgePrompt(Optional<ChatTemplate> template) {

  /** What a template that asks for the date is told: a verdict must not change overnight. */
  private static final ZonedDateTime TODAY =
      ZonedDateTime.of(2024, 7, 26, 0, 0, 0, 0, ZoneOffset.UTC);

  /** The prompt. */
  String text(JudgeRequest request) {
    return template
        .map(chat -> chat(chat, request))
        .orElseGet(
            () -> (request.system().isEmpty() ? "" : request.system() + "\n\n") + request.prompt());
  }

  /** The tokens of a prompt; one that a template made holds its special tokens already. */
  int[] tokens(String prompt, Tokenizer tokenizer) {
    return tokenizer.encode(prompt, template.isEmpty());
  }

  /** {@code chat} or {@code plain}, for the name of a judge. */
  String label() {
    return template.isPresent() ? "chat" : "plain";
  }

  private static String chat(ChatTemplate template, JudgeRequest request) {
    List<Map<String, Object>> messages = new ArrayList<>();
    if (!request.system().isEmpty()) {
      messages.add(Map.of("role", "system", "content", request.system()));
    }
    messages.add(Map.of("role", "user", "content", request.prompt()));
    return template.render(Map.of("messages", messages, "add_generation_prompt", true), TODAY);
  }
}
