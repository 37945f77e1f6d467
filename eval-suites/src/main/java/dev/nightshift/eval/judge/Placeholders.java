package dev.nightshift.eval.judge;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Fills {@code {{ name }}} in a text, in one pass: what is filled in is never looked at again, so
 * that an answer cannot change the prompt's form.
 */
final class Placeholders {

  private static final String OPEN = "{{";
  private static final String CLOSE = "}}";

  private Placeholders() {}

  static String fill(String template, Map<String, String> fields) {
    StringBuilder out = new StringBuilder();
    int at = 0;
    for (int open = template.indexOf(OPEN); open >= 0; open = template.indexOf(OPEN, at)) {
      int close = template.indexOf(CLOSE, open);
      if (close < 0) {
        break;
      }
      String name = template.substring(open + OPEN.length(), close).strip();
      String value = fields.get(name);
      if (value == null) {
        throw new IllegalArgumentException("the prompt names '" + name + "', which is unknown");
      }
      out.append(template, at, open).append(value);
      at = close + CLOSE.length();
    }
    return out.append(template.substring(at)).toString();
  }

  /** The names in a template, in their order. */
  static List<String> names(String template) {
    List<String> names = new ArrayList<>();
    int at = 0;
    for (int open = template.indexOf(OPEN); open >= 0; open = template.indexOf(OPEN, at)) {
      int close = template.indexOf(CLOSE, open);
      if (close < 0) {
        break;
      }
      names.add(template.substring(open + OPEN.length(), close).strip());
      at = close + CLOSE.length();
    }
    return names;
  }
}
