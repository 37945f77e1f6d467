package dev.nightshift.eval.request;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Puts pieces of a prompt together, by the rules of lm-evaluation-harness 0.4.13 ({@code
 * lm_eval/api/utils.py}).
 */
public final class Conversation {

  private Conversation() {}

  /** All pieces as one text. */
  public static String text(List<Message> messages) {
    return messages.stream().map(Message::text).collect(Collectors.joining());
  }

  /** All turns in one of the user's, but for a system message and an answer that is begun. */
  public static List<Message> asOneTurn(List<Message> messages) {
    List<Message> rest = new ArrayList<>(messages);
    List<Message> turns = new ArrayList<>();
    if (rest.get(0).role() == Message.Role.SYSTEM) {
      turns.add(rest.remove(0));
    }
    Message begun = null;
    if (rest.get(rest.size() - 1).role() == Message.Role.ASSISTANT) {
      begun = rest.remove(rest.size() - 1);
    }
    rest.set(rest.size() - 1, rest.get(rest.size() - 1).undelimited());
    turns.add(new Message(Message.Role.USER, text(rest), ""));
    if (begun != null) {
      turns.add(begun);
    }
    return turns;
  }

  /** Two texts with a delimiter between them, unless white space or nothing stands there. */
  public static String join(String before, String after, String delimiter) {
    return before.isEmpty() || after.isEmpty() || !needsDelimiter(before, after)
        ? before + after
        : before + delimiter + after;
  }

  /** Whether two texts would run into each other. */
  public static boolean needsDelimiter(String before, String after) {
    return !before.isEmpty() && !endsWithSpace(before) && !startsWithSpace(after);
  }

  /** Whether a text ends with white space. */
  public static boolean endsWithSpace(String text) {
    return !text.isEmpty() && isSpace(text.charAt(text.length() - 1));
  }

  private static boolean startsWithSpace(String text) {
    return !text.isEmpty() && isSpace(text.charAt(0));
  }

  private static boolean isSpace(char c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c);
  }
}
