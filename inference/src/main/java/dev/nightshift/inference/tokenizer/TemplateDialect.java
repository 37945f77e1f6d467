package dev.nightshift.inference.tokenizer;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Rewrites what templates spell in a way that the renderer reads otherwise than Jinja2. */
final class TemplateDialect {

  private static final Pattern REVERSED = Pattern.compile("\\[\\s*::\\s*-1\\s*\\]");
  private static final Pattern GENERATION =
      Pattern.compile("\\{%(-?)\\s*(?:end)?generation\\s*(-?)%\\}");
  private static final Pattern NOT_IS =
      Pattern.compile("\\bnot\\s+([\\w.]+(?:\\[[^\\]]*\\])*)\\s+is\\s+(?!not\\b)");
  private static final Pattern NAMESPACE = Pattern.compile("\\bnamespace\\s*\\(");

  private static final Pattern TAG = Pattern.compile("\\{[{%](.*?)[}%]\\}", Pattern.DOTALL);
  private static final Pattern QUOTED = Pattern.compile("'[^']*'|\"[^\"]*\"");
  private static final Pattern FILTER = Pattern.compile("\\|\\s*([a-zA-Z_]\\w*)");

  private TemplateDialect() {}

  /** The names of the filters that a template uses. */
  static Set<String> filters(String template) {
    Set<String> names = new TreeSet<>();
    var tag = TAG.matcher(template);
    while (tag.find()) {
      var filter = FILTER.matcher(QUOTED.matcher(tag.group(1)).replaceAll("''"));
      while (filter.find()) {
        names.add(filter.group(1));
      }
    }
    return names;
  }

  static String translate(String template) {
    String text = REVERSED.matcher(template).replaceAll("|reverse|list");
    // Marks the assistant's part for training masks; it renders as nothing.
    text = GENERATION.matcher(text).replaceAll("{%$1 if true $2%}{% endif %}");
    // In Jinja2 a test binds before "not".
    text = NOT_IS.matcher(text).replaceAll("$1 is not ");
    text = groupNamespaceValues(text);
    // Jinja drops one line feed at the very end of a template.
    return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
  }

  /** {@code namespace(a=x - 1)} to {@code namespace(a=(x - 1))}: "=" binds too early otherwise. */
  private static String groupNamespaceValues(String text) {
    StringBuilder out = new StringBuilder();
    int copied = 0;
    var call = NAMESPACE.matcher(text);
    while (call.find()) {
      int depth = 1;
      char quote = 0;
      boolean inValue = false;
      out.append(text, copied, call.end());
      int i = call.end();
      for (; i < text.length() && depth > 0; i++) {
        char c = text.charAt(i);
        if (quote != 0) {
          quote = c == quote ? 0 : quote;
        } else if (c == '\'' || c == '"') {
          quote = c;
        } else if (c == '(' || c == '[' || c == '{') {
          depth++;
        } else if (c == ')' || c == ']' || c == '}') {
          depth--;
        }
        boolean ends = quote == 0 && (depth == 0 || (depth == 1 && c == ','));
        if (ends && inValue) {
          out.append(')');
          inValue = false;
        }
        out.append(c);
        if (quote == 0 && depth == 1 && c == '=' && !inValue) {
          out.append('(');
          inValue = true;
        }
      }
      copied = i;
    }
    return out.append(text, copied, text.length()).toString();
  }
}
