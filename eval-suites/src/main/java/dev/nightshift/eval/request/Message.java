package dev.nightshift.eval.request;

/**
 * A piece of a prompt: a turn of a conversation, or a text.
 *
 * @param role who speaks
 * @param content what is said
 * @param delimiter what stands after it in a prompt without turns
 */
public record Message(Role role, String content, String delimiter) {

  /** Who speaks. */
  public enum Role {
    SYSTEM("system"),
    USER("user"),
    ASSISTANT("assistant");

    private final String label;

    Role(String label) {
      this.label = label;
    }

    /** The name in chat templates. */
    public String label() {
      return label;
    }
  }

  /** The same without what stands after it. */
  public Message undelimited() {
    return new Message(role, content, "");
  }

  /** The piece as text. */
  public String text() {
    return content + delimiter;
  }
}
