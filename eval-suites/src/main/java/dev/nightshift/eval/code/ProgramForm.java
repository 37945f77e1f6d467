package dev.nightshift.eval.code;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How a program is found in a response. */
public enum ProgramForm {
  /** The response is the program, or goes on with the one that the prompt begins. */
  WHOLE,
  /** As {@link #WHOLE}, up to the first fence: for prompts that open one. */
  UNTIL_FENCE,
  /**
   * The content of the first fenced block of a response whose opening fence stood in the prompt; an
   * empty program where the block is not closed.
   */
  OPENED_FENCE,
  /** The last fenced block of Python; without any, the whole response. */
  LAST_FENCE;

  private static final String FENCE = "```";

  /** The name in task files. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The form of that name. */
  public static Optional<ProgramForm> find(String label) {
    return Arrays.stream(values()).filter(form -> form.label().equals(label)).findFirst();
  }

  /** All names, for messages. */
  public static List<String> labels() {
    return Arrays.stream(values()).map(ProgramForm::label).toList();
  }

  /** The program in a response. */
  public String in(String response) {
    return switch (this) {
      case WHOLE -> response;
      case UNTIL_FENCE -> {
        int fence = response.indexOf(FENCE);
        yield fence < 0 ? response : response.substring(0, fence);
      }
      case OPENED_FENCE -> opened(response);
      case LAST_FENCE -> Programs.code(response);
    };
  }

  /**
   * The first match of <code>```(?:\w+)?\n?(.*?)\n?```</code> in the response with an opening fence
   * before it, as lm-evaluation-harness' {@code mbpp_instruct} has it: letters right after the
   * fence are taken for the name of a language.
   */
  private static String opened(String response) {
    int start = 0;
    while (start < response.length()
        && (Character.isLetterOrDigit(response.charAt(start)) || response.charAt(start) == '_')) {
      start++;
    }
    if (start < response.length() && response.charAt(start) == '\n') {
      start++;
    }
    int end = response.indexOf(FENCE, start);
    if (end < 0) {
      return "";
    }
    return end > start && response.charAt(end - 1) == '\n'
        ? response.substring(start, end - 1)
        : response.substring(start, end);
  }
}
