package dev.nightshift.training.spark;

/** An example that cannot be learnt from; its row goes to {@code rejects}. */
public final class RefusedExample extends Exception {

  private static final long serialVersionUID = 1L;

  private final String reason;

  /**
   * A refusal.
   *
   * @param reason name of the reason, in kebab case
   * @param detail what was seen, in words
   */
  public RefusedExample(String reason, String detail) {
    super(detail, null, false, false);
    this.reason = reason;
  }

  /** The name of the reason. */
  public String reason() {
    return reason;
  }

  /** What was seen. */
  String detail() {
    return String.valueOf(getMessage());
  }
}
