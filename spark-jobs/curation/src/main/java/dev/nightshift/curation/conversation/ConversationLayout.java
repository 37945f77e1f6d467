package dev.nightshift.curation.conversation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;

/**
 * A layout of conversations in JSON records. What a layout can hold comes back as it was: {@code
 * read(write(messages))} gives the messages, and {@code write(read(record))} the record's fields.
 */
public interface ConversationLayout {

  /** Whether a record has the fields of this layout. */
  boolean matches(ObjectNode record);

  /** The fields that this layout reads; all others are further fields of the record. */
  Set<String> fields();

  /**
   * The messages of a record.
   *
   * @throws ConversationException if it is none of this layout, or a role is not known
   */
  List<Message> read(ObjectNode record) throws ConversationException;

  /**
   * The record of messages.
   *
   * @throws ConversationException if the layout has no way to say one of them
   */
  ObjectNode write(List<Message> messages) throws ConversationException;
}
