package dev.nightshift.inference.tokenizer.jinja;

/** Something in a template that cannot be rendered; the message names the construct. */
final class TemplateProblem extends RuntimeException {

  private static final long serialVersionUID = 1L;

  TemplateProblem(String message) {
    super(message);
  }
}
