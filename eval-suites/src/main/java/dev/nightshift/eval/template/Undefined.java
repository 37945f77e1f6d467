package dev.nightshift.eval.template;

/**
 * The value of a name or field that is not there. Tests and the filter {@code default} may look at
 * it; whatever else uses it fails, as with Jinja's {@code StrictUndefined}.
 *
 * @param name what was looked for
 */
record Undefined(String name) {

  TemplateException failure() {
    return new TemplateException(name + " is undefined");
  }
}
