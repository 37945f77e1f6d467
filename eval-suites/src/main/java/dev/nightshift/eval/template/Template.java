package dev.nightshift.eval.template;

import java.util.Map;

/**
 * A template of a task file, with the settings of lm-evaluation-harness: white space stays as it is
 * unless a minus takes it, the last line break stays, and an undefined value is an error. Known are
 * {@code for … if … else}, {@code if}, {@code set}, {@code raw}, comments, Jinja's filters and
 * tests, and the methods of Python's texts, lists and dictionaries that change nothing. What is not
 * known is refused by name. Immutable.
 */
public final class Template {

  private final String source;
  private final Node body;

  private Template(String source, Node body) {
    this.source = source;
    this.body = body;
  }

  /**
   * Reads a template.
   *
   * @throws TemplateException if it cannot be read; the message names the line within it
   */
  public static Template of(String source) {
    return new Template(source, new TemplateParser(source).parse());
  }

  /**
   * The text.
   *
   * @param fields the names that it may use
   * @throws TemplateException if a name is undefined, a value is of the wrong type, or the work is
   *     beyond all bounds
   */
  public String render(Map<String, ?> fields) {
    StringBuilder out = new StringBuilder();
    try {
      body.write(new Scope(fields), out);
    } catch (StackOverflowError e) {
      throw new TemplateException("the template is nested too deeply");
    }
    return out.toString();
  }

  /** As it was written. */
  public String source() {
    return source;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Template that && that.source.equals(source);
  }

  @Override
  public int hashCode() {
    return source.hashCode();
  }

  @Override
  public String toString() {
    return source;
  }
}
