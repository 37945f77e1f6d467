package dev.nightshift.inference.tokenizer.jinja;

import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.objects.SafeString;
import com.hubspot.jinjava.objects.date.StrftimeFormatter;
import com.hubspot.jinjava.util.ObjectTruthValue;
import java.math.BigDecimal;
import java.time.ZonedDateTime;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Values as Python writes them, and as JSON the way {@code json.dumps} does. */
public final class PythonText {

  private PythonText() {}

  /** What an expression prints: {@code str(value)}; nothing for an undefined value. */
  public static String str(@Nullable Object value) {
    if (value == null) {
      return "";
    } else if (value instanceof SafeString safe) {
      return safe.getValue();
    }
    return value instanceof CharSequence ? value.toString() : repr(value);
  }

  /** {@code repr(value)}. */
  static String repr(@Nullable Object value) {
    if (value == null) {
      return "None";
    } else if (value instanceof Boolean truth) {
      return truth ? "True" : "False";
    } else if (value instanceof CharSequence text) {
      return quoted(text.toString());
    } else if (value instanceof Double || value instanceof Float || value instanceof BigDecimal) {
      return number(((Number) value).doubleValue());
    } else if (value instanceof Map<?, ?> map) {
      return map.entrySet().stream()
          .map(e -> repr(e.getKey()) + ": " + repr(e.getValue()))
          .collect(Collectors.joining(", ", "{", "}"));
    } else if (value instanceof Collection<?> items) {
      return items.stream().map(PythonText::repr).collect(Collectors.joining(", ", "[", "]"));
    } else if (value instanceof Number number) {
      return number.toString();
    }
    throw new TemplateProblem("a value of " + value.getClass().getSimpleName() + " is printed");
  }

  /**
   * {@code json.dumps(value, ensure_ascii=False, indent=indent)}.
   *
   * @param indent blanks a level, or −1 for one line
   */
  static String json(@Nullable Object value, int indent) {
    StringBuilder out = new StringBuilder();
    json(value, indent, 0, out);
    return out.toString();
  }

  /** Whether a condition holds: a text does unless it is empty; called by name from templates. */
  public static boolean truth(@Nullable Object value) {
    return value instanceof CharSequence text ? !text.isEmpty() : ObjectTruthValue.evaluate(value);
  }

  /** The time now in the format of {@code strftime}; called by name from templates. */
  public static String strftimeNow(String format) {
    Object now = JinjavaInterpreter.getCurrent().getContext().get(JinjaTemplate.NOW);
    return StrftimeFormatter.format((ZonedDateTime) now, format);
  }

  /** Refuses the messages; called by name from templates. */
  public static String raiseException(String message) {
    throw new TemplateRefusal(message);
  }

  private static void json(@Nullable Object value, int indent, int level, StringBuilder out) {
    if (value == null) {
      out.append("null");
    } else if (value instanceof Boolean) {
      out.append(value);
    } else if (value instanceof CharSequence text) {
      quote(text, out);
    } else if (value instanceof Number) {
      out.append(repr(value));
    } else if (value instanceof Map<?, ?> map) {
      out.append('{');
      String separator = "";
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        out.append(separator);
        line(indent, level + 1, out);
        quote(String.valueOf(entry.getKey()), out);
        out.append(": ");
        json(entry.getValue(), indent, level + 1, out);
        separator = indent < 0 ? ", " : ",";
      }
      close('}', map.isEmpty(), indent, level, out);
    } else if (value instanceof Collection<?> items) {
      out.append('[');
      String separator = "";
      for (Object item : items) {
        out.append(separator);
        line(indent, level + 1, out);
        json(item, indent, level + 1, out);
        separator = indent < 0 ? ", " : ",";
      }
      close(']', items.isEmpty(), indent, level, out);
    } else {
      throw new TemplateProblem("tojson of a " + value.getClass().getSimpleName());
    }
  }

  private static void line(int indent, int level, StringBuilder out) {
    if (indent >= 0) {
      out.append('\n').append(" ".repeat(indent * level));
    }
  }

  private static void close(char bracket, boolean empty, int indent, int level, StringBuilder out) {
    if (!empty) {
      line(indent, level, out);
    }
    out.append(bracket);
  }

  private static void quote(CharSequence text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int simple = "\"\\\n\r\t\b\f".indexOf(c);
      if (simple >= 0) {
        out.append('\\').append("\"\\nrtbf".charAt(simple));
      } else if (c < ' ') {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }

  private static String quoted(String text) {
    char quote = text.contains("'") && !text.contains("\"") ? '"' : '\'';
    StringBuilder out = new StringBuilder().append(quote);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int simple = "\\\n\r\t".indexOf(c);
      if (simple >= 0) {
        out.append('\\').append("\\nrt".charAt(simple));
      } else if (c == quote) {
        out.append('\\').append(c);
      } else {
        out.append(c);
      }
    }
    return out.append(quote).toString();
  }

  private static String number(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e16) {
      return BigDecimal.valueOf(value).setScale(1).toPlainString();
    }
    return Double.toString(value).replace("E-", "e-").replace("E", "e+");
  }
}
