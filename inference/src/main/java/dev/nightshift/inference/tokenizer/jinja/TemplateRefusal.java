package dev.nightshift.inference.tokenizer.jinja;

/** What a template itself says against the messages, through {@code raise_exception}. */
public final class TemplateRefusal extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public TemplateRefusal(String message) {
    super(message);
  }
}
