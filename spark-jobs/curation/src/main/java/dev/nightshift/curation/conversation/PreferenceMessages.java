package dev.nightshift.curation.conversation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nightshift.curation.conversation.ConversationException.Fault;
import java.util.ArrayList;
import java.util.List;

/**
 * A preference between two conversations: what both share is the prompt, the rest of each is the
 * answer. As texts they are laid out as dialogues ({@code "\n\nHuman: ...\n\nAssistant:"}), which
 * is how preferences without roles come.
 *
 * @param prompt the dialogue up to the first turn in which the two differ, and the name of that
 *     turn's speaker
 * @param chosen the rest of the preferred one
 * @param rejected the rest of the other
 * @param messages the shared messages, as a JSON array
 */
public record PreferenceMessages(String prompt, String chosen, String rejected, String messages) {

  /**
   * Reads a preference.
   *
   * @param prompt messages before both answers, or the text of one; a missing node where the
   *     answers hold them
   * @param chosen messages of the preferred answer, an array
   * @param rejected messages of the other
   * @throws ConversationException if they share no prompt, if the next turn of either is not an
   *     assistant's, or if a dialogue cannot hold them
   */
  public static PreferenceMessages of(JsonNode prompt, JsonNode chosen, JsonNode rejected)
      throws ConversationException {
    List<Message> better = OpenAiLayout.messages(chosen);
    List<Message> worse = OpenAiLayout.messages(rejected);
    List<Message> shared =
        new ArrayList<>(prompt.isArray() ? OpenAiLayout.messages(prompt) : List.of());
    // Some sets give the prompt as text and repeat it as the first message.
    if (prompt.isTextual() && better.stream().noneMatch(m -> m.role() == Role.USER)) {
      shared.add(Message.of(Role.USER, prompt.textValue()));
    }
    int same = 0;
    while (same < Math.min(better.size(), worse.size())
        && better.get(same).equals(worse.get(same))) {
      same++;
    }
    // The last message of each is an answer, even where both say the same.
    same = Math.min(same, Math.min(better.size(), worse.size()) - 1);
    if (same < 0) {
      throw new ConversationException(Fault.NO_ASSISTANT_TURN, "an answer has no messages");
    }
    shared.addAll(better.subList(0, same));
    List<Message> betterRest = better.subList(same, better.size());
    List<Message> worseRest = worse.subList(same, worse.size());
    if (shared.isEmpty()
        || betterRest.get(0).role() != Role.ASSISTANT
        || worseRest.get(0).role() != Role.ASSISTANT) {
      throw new ConversationException(
          Fault.NO_CONVERSATION,
          "the answers share no messages that an assistant's turn follows in both");
    }
    for (List<Message> whole : List.of(joined(shared, betterRest), joined(shared, worseRest))) {
      Conversations.check(whole);
    }
    String start = HhLayout.dialogue(shared) + HhLayout.ASSISTANT;
    return new PreferenceMessages(
        start,
        HhLayout.dialogue(joined(shared, betterRest)).substring(start.length()),
        HhLayout.dialogue(joined(shared, worseRest)).substring(start.length()),
        OpenAiLayout.array(shared).toString());
  }

  private static List<Message> joined(List<Message> shared, List<Message> rest) {
    List<Message> whole = new ArrayList<>(shared);
    whole.addAll(rest);
    return whole;
  }
}
