package dev.nightshift.eval.template;

/** A template that cannot be read, or cannot be rendered with the values it was given. */
public final class TemplateException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  TemplateException(String message) {
    super(message);
  }

  /** The same problem with the line it stands in. */
  TemplateException at(int line) {
    String message = String.valueOf(getMessage());
    return message.startsWith("line ")
        ? this
        : new TemplateException("line " + line + ": " + message);
  }
}
