package dev.nightshift.curation.spark;

import dev.nightshift.curation.conversation.Message;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A row of a table of kind {@code conversations}; the columns are told there. */
public record ConversationRow(
    String rowId,
    String docId,
    String source,
    String file,
    String fileDigest,
    long position,
    @Nullable String licence,
    List<MessageRow> messages,
    Map<String, String> meta,
    Instant ingestedAt) {

  /** A message as it is stored. */
  public record MessageRow(
      String role,
      String content,
      @Nullable String name,
      @Nullable String toolCallId,
      @Nullable String toolCalls) {

    static MessageRow of(Message message) {
      return new MessageRow(
          message.role().code(),
          message.content(),
          message.name(),
          message.toolCallId(),
          message.toolCalls());
    }
  }
}
