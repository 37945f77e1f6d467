package dev.nightshift.curation.conversation;

/** A record that is no conversation, or one that cannot be used or held. */
public final class ConversationException extends Exception {

  private static final long serialVersionUID = 1L;

  /** What is wrong. */
  public enum Fault {
    /** It has not the fields or types of its layout. */
    NO_CONVERSATION,
    UNKNOWN_ROLE,
    EMPTY_TURN,
    NO_ASSISTANT_TURN,
    TWO_SYSTEM_TURNS,
    /** The layout has no way to say it. */
    CANNOT_BE_HELD
  }

  private final Fault fault;

  ConversationException(Fault fault, String detail) {
    super(detail);
    this.fault = fault;
  }

  /** What is wrong. */
  public Fault fault() {
    return fault;
  }
}
