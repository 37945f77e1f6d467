package dev.nightshift.synthesis.constitutional;

import dev.nightshift.inference.tokenizer.ChatTemplate;
import dev.nightshift.inference.tokenizer.Tokenizer;
import dev.nightshift.synthesis.constitutional.Turn.Role;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes conversations as the model reads them: by its chat template, or as a plain transcript
 * ({@code "\n\nHuman: …\n\nAssistant:"}, and {@code CritiqueRequest}, {@code Critique}, {@code
 * RevisionRequest}, {@code Revision} likewise; Bai et al. 2022, appendix C).
 */
final class Transcript {

  // Templates that print a date would make an answer depend on the day.
  private static final ZonedDateTime SOME_DAY =
      ZonedDateTime.ofInstant(Instant.EPOCH, ZoneOffset.UTC);

  private final Tokenizer tokenizer;
  private final Optional<ChatTemplate> template;

  Transcript(Tokenizer tokenizer, Optional<ChatTemplate> template) {
    this.tokenizer = tokenizer;
    this.template = template;
  }

  /** The texts that end a turn, beside the model's own end. */
  List<String> stops() {
    return template.isPresent()
        ? List.of()
        : Arrays.stream(Role.values()).map(role -> "\n\n" + role.label() + ":").toList();
  }

  /** The text up to where the next turn begins. */
  String text(List<Turn> turns, Role next) {
    if (template.isPresent()) {
      List<Map<String, String>> messages =
          turns.stream()
              .map(
                  turn ->
                      Map.of(
                          "role",
                          turn.role().asks() ? "user" : "assistant",
                          "content",
                          turn.text()))
              .toList();
      return template
          .get()
          .render(Map.of("messages", messages, "add_generation_prompt", true), SOME_DAY);
    }
    StringBuilder text = new StringBuilder();
    turns.forEach(
        turn -> text.append("\n\n").append(turn.role().label()).append(": ").append(turn.text()));
    return text.append("\n\n").append(next.label()).append(':').toString();
  }

  /** The tokens of such a text; a template spells its special tokens out. */
  int[] tokens(String text) {
    return tokenizer.encode(text, template.isEmpty());
  }

  /** The tokens of a text that goes on after another. */
  int[] continuation(String text) {
    return tokenizer.encode(template.isPresent() ? text.strip() : " " + text.strip(), false);
  }
}
