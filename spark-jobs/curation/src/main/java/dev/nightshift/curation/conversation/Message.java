package dev.nightshift.curation.conversation;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One message of a conversation.
 *
 * @param role who says it
 * @param content what is said; empty where an assistant's message only calls tools
 * @param name of the speaker or of the tool that answers; null where it has none
 * @param toolCallId the call that a tool's message answers; null for others
 * @param toolCalls the calls of an assistant's message, a JSON array as text; null where there are
 *     none
 */
public record Message(
    Role role,
    String content,
    @Nullable String name,
    @Nullable String toolCallId,
    @Nullable String toolCalls) {

  public Message {
    Objects.requireNonNull(role, "role");
    Objects.requireNonNull(content, "content");
  }

  /** A message of words alone. */
  public static Message of(Role role, String content) {
    return new Message(role, content, null, null, null);
  }

  /** Whether it has nothing but its role and its words. */
  boolean isPlain() {
    return name == null && toolCallId == null && toolCalls == null;
  }
}
