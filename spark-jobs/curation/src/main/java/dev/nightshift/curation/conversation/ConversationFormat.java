package dev.nightshift.curation.conversation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nightshift.curation.conversation.ConversationException.Fault;

/** The layouts of conversations that are known, in the order in which they are looked for. */
public enum ConversationFormat {
  OPENAI(new OpenAiLayout()),
  SHAREGPT(new ShareGptLayout()),
  ALPACA(new AlpacaLayout()),
  HH(new HhLayout());

  // The layouts have no state.
  @SuppressWarnings("ImmutableEnumChecker")
  private final ConversationLayout layout;

  ConversationFormat(ConversationLayout layout) {
    this.layout = layout;
  }

  /** The layout. */
  public ConversationLayout layout() {
    return layout;
  }

  /**
   * The format whose fields a record has.
   *
   * @throws ConversationException if it has those of none
   */
  public static ConversationFormat of(ObjectNode record) throws ConversationException {
    for (ConversationFormat format : values()) {
      if (format.layout.matches(record)) {
        return format;
      }
    }
    throw new ConversationException(
        Fault.NO_CONVERSATION,
        "it has no fields of a conversation: 'messages', 'conversations', 'instruction' and"
            + " 'output', or a dialogue in 'text'");
  }
}
