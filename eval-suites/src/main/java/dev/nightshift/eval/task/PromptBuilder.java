package dev.nightshift.eval.task;

import dev.nightshift.eval.request.ChatRenderer;
import dev.nightshift.eval.request.Conversation;
import dev.nightshift.eval.request.Message;
import dev.nightshift.eval.request.PromptStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Builds the prompts of a task: system instruction and description, examples, question. The pieces
 * and their delimiters are those of lm-evaluation-harness 0.4.13 ({@code fewshot_context}, {@code
 * build_qa_turn}).
 */
final class PromptBuilder {

  private final TaskDefinition task;
  private final PromptStyle style;

  PromptBuilder(TaskDefinition task, PromptStyle style) {
    this.task = task;
    this.style = style;
  }

  /** The prompts of an item: one, or one for each choice where the question holds the choices. */
  List<String> prompts(TaskItem item, List<TaskItem> examples) {
    Prompts own = task.prompts();
    Map<String, @Nullable Object> fields = item.fields();
    List<Message> before = new ArrayList<>();
    String description = task.description().text(fields);
    String system =
        Conversation.join(style.systemInstruction(), description, own.fewshotDelimiter());
    if (!system.isEmpty()) {
      before.add(new Message(Message.Role.SYSTEM, system, ""));
    }
    for (TaskItem example : examples) {
      before.addAll(example(example.fields()));
    }
    String prefix = own.prefix(fields);
    if (own.question(fields) instanceof String question) {
      return List.of(write(before, question, prefix, own.targetDelimiter()));
    }
    return own.choices(fields).stream().map(choice -> write(before, choice, prefix, "")).toList();
  }

  private List<Message> example(Map<String, @Nullable Object> fields) {
    Prompts prompts = task.fewshot().prompts();
    List<String> choices = prompts.choices(fields);
    Object question = prompts.question(fields);
    Object answer = prompts.answer(fields);
    String asked = question instanceof Long index ? choice(choices, index) : question.toString();
    Object first = answer instanceof List<?> list && !list.isEmpty() ? list.get(0) : answer;
    String said =
        first instanceof Long index && !(question instanceof Long)
            ? choice(choices, index)
            : first.toString();
    String prefix = prompts.prefix(fields);
    boolean delimited = prefix.isEmpty() ? !said.isEmpty() : needs(asked, prefix);
    List<Message> turns = new ArrayList<>();
    turns.add(new Message(Message.Role.USER, asked, delimited ? prompts.targetDelimiter() : ""));
    if (!said.isEmpty()) {
      turns.add(
          new Message(
              Message.Role.ASSISTANT,
              Conversation.join(prefix, said, " "),
              prompts.fewshotDelimiter()));
    } else if (!prefix.isEmpty()) {
      turns.add(new Message(Message.Role.ASSISTANT, prefix, ""));
    }
    return turns;
  }

  private String write(List<Message> before, String question, String prefix, String delimiter) {
    List<Message> all = new ArrayList<>(before);
    boolean delimited = !prefix.isEmpty() && needs(question, prefix);
    all.add(new Message(Message.Role.USER, question, delimited ? delimiter : ""));
    if (!prefix.isEmpty()) {
      all.add(new Message(Message.Role.ASSISTANT, prefix, ""));
    }
    ChatRenderer chat = style.chat();
    if (chat == null) {
      return Conversation.text(all);
    }
    return chat.render(style.multiturn() ? all : Conversation.asOneTurn(all));
  }

  /**
   * How many characters of an item's prompt stand before its question. Where the words of the
   * question come again behind it, as part of a chat template, these count as the question: what is
   * found is then too long to be shared, and still a part of the prompt.
   */
  int beforeQuestion(TaskItem item, String prompt) {
    Prompts own = task.prompts();
    String asked =
        own.question(item.fields()) instanceof String question
            ? question
            : own.choices(item.fields()).get(0);
    return asked.isBlank() ? 0 : Math.max(0, prompt.lastIndexOf(asked.strip()));
  }

  /** What stands before a choice that is scored. */
  String continuationDelimiter(String prefix) {
    String delimiter = task.prompts().targetDelimiter();
    boolean begun = !prefix.isEmpty() && !Conversation.endsWithSpace(prefix);
    return style.chat() == null || begun ? delimiter : "";
  }

  private static boolean needs(String before, String after) {
    return Conversation.needsDelimiter(before, after);
  }

  private static String choice(List<String> choices, long index) {
    // As in Python, an index below 0 counts from the end.
    long place = index < 0 ? index + choices.size() : index;
    if (place < 0 || place >= choices.size()) {
      throw new IllegalArgumentException(
          "the target " + index + " is none of the " + choices.size() + " choices");
    }
    return choices.get((int) place);
  }
}
