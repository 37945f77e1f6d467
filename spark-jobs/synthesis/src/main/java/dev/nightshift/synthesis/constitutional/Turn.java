package dev.nightshift.synthesis.constitutional;

/**
 * A piece of a conversation.
 *
 * @param role who says it
 * @param text what is said
 */
record Turn(Role role, String text) {

  /** Who speaks, and how that is written in a plain transcript. */
  enum Role {
    HUMAN("Human", true),
    ASSISTANT("Assistant", false),
    CRITIQUE_REQUEST("CritiqueRequest", true),
    CRITIQUE("Critique", false),
    REVISION_REQUEST("RevisionRequest", true),
    REVISION("Revision", false);

    private final String label;
    private final boolean asks;

    Role(String label, boolean asks) {
      this.label = label;
      this.asks = asks;
    }

    /** The word before the colon. */
    String label() {
      return label;
    }

    /** Whether it is a user's turn where a chat template knows users and assistants only. */
    boolean asks() {
      return asks;
    }
  }
}
