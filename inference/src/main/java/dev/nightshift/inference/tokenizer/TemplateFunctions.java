package dev.nightshift.inference.tokenizer;

import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import java.time.ZonedDateTime;
import java.time.format.TextStyle;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The functions that transformers gives to chat templates. Public for the renderer's sake. */
public final class TemplateFunctions {

  /** The variable that holds the time of rendering. */
  static final String NOW = "nightshift_now";

  private TemplateFunctions() {}

  /** A template said no to a conversation. */
  private static final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Refusal(String message) {
      super(message);
    }
  }

  /** {@code raise_exception(message)}. */
  public static Object raise(Object message) {
    throw new Refusal(String.valueOf(message));
  }

  /** {@code strftime_now(format)} with the common directives of strftime. */
  public static String now(String format) {
    Object now = JinjavaInterpreter.getCurrent().getContext().get(NOW);
    if (!(now instanceof ZonedDateTime time)) {
      throw new IllegalStateException("the time of rendering is not known");
    }
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      if (c == '%' && i + 1 < format.length()) {
        out.append(directive(time, format.charAt(++i)));
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  private static String directive(ZonedDateTime t, char directive) {
    return switch (directive) {
      case 'Y' -> Integer.toString(t.getYear());
      case 'y' -> two(t.getYear() % 100);
      case 'm' -> two(t.getMonthValue());
      case 'd' -> two(t.getDayOfMonth());
      case 'H' -> two(t.getHour());
      case 'M' -> two(t.getMinute());
      case 'S' -> two(t.getSecond());
      case 'B' -> t.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
      case 'b' -> t.getMonth().getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
      case 'A' -> t.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
      case 'a' -> t.getDayOfWeek().getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
      case 'j' -> String.format("%03d", t.getDayOfYear());
      case '%' -> "%";
      default -> throw new IllegalArgumentException("strftime_now does not know %" + directive);
    };
  }

  private static String two(int number) {
    return String.format("%02d", number);
  }

  /** What a template said when it refused; null where the error is another. */
  static @Nullable String refusal(@Nullable Throwable error) {
    for (Throwable t = error; t != null; t = t.getCause()) {
      if (t instanceof Refusal) {
        return t.getMessage();
      }
    }
    return null;
  }
}
