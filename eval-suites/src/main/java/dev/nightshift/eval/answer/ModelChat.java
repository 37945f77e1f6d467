package dev.nightshift.eval.answer;

import dev.nightshift.eval.request.ChatRenderer;
import dev.nightshift.eval.request.Message;
import dev.nightshift.inference.tokenizer.ChatTemplate;
import dev.nightshift.schema.error.RequestException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;

/**
 * The chat template of a model. An answer that is begun ends the prompt: what the template writes
 * after it is cut off, as transformers does with {@code continue_final_message}.
 *
 * <p>A template that asks for today's date is told 26 July 2024, the date that Llama 3's template
 * falls back to, so that prompts are the same every night.
 */
public final class ModelChat implements ChatRenderer {

  private static final ZonedDateTime TODAY = LocalDate.of(2024, 7, 26).atStartOfDay(ZoneOffset.UTC);

  private final ChatTemplate template;

  private ModelChat(ChatTemplate template) {
    this.template = template;
  }

  /**
   * The template of a model folder.
   *
   * @throws RequestException if it has none
   */
  public static ModelChat load(Path folder) {
    return new ModelChat(
        ChatTemplate.load(folder)
            .orElseThrow(
                () ->
                    new RequestException(
                        "the model has no chat template",
                        folder.toString(),
                        "Add chat_template.jinja, or leave --apply-chat-template out.")));
  }

  @Override
  public String render(List<Message> turns) {
    Message last = turns.get(turns.size() - 1);
    boolean begun = last.role() == Message.Role.ASSISTANT;
    List<Map<String, String>> messages =
        turns.stream()
            .map(turn -> Map.of("role", turn.role().label(), "content", turn.content()))
            .toList();
    String text =
        template.render(Map.of("messages", messages, "add_generation_prompt", !begun), TODAY);
    if (!begun) {
      return text;
    }
    String content = last.content().strip();
    int at = text.lastIndexOf(content);
    if (at < 0) {
      throw new RequestException(
          "the chat template does not write the beginning of the answer as it is",
          "gen_prefix",
          "Evaluate the task without --apply-chat-template.");
    }
    String spaced = last.content();
    return text.startsWith(spaced.stripLeading(), at)
        ? text.substring(0, at + spaced.stripLeading().length())
        : text.substring(0, at + content.length());
  }
}
