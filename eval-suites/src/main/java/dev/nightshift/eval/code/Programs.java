package dev.nightshift.eval.code;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes programs out of responses, and puts them together with tests. */
public final class Programs {

  private static final Pattern FENCE =
      Pattern.compile(
          "^```[ \\t]*+(\\w*+)[^\\n]*+\\n(.*?)^```[ \\t]*+$", Pattern.MULTILINE | Pattern.DOTALL);
  private static final ObjectMapper JSON = new ObjectMapper();

  private Programs() {}

  /** The code, an empty line, the tests. */
  public static String program(String completion, String tests) {
    return code(completion) + "\n\n" + tests(tests) + "\n";
  }

  /** The last fenced block of Python, or of no language; without any, the whole text. */
  public static String code(String completion) {
    return lastBlock(completion, "", "py", "python", "python3").orElse(completion);
  }

  /**
   * The content of the last fenced block in one of some languages.
   *
   * @param languages words after the opening fence; an empty one for none
   */
  public static Optional<String> lastBlock(String text, String... languages) {
    List<String> wanted = List.of(languages);
    Matcher fence = FENCE.matcher(text);
    String last = null;
    while (fence.find()) {
      if (wanted.contains(String.valueOf(fence.group(1)))) {
        last = String.valueOf(fence.group(2));
      }
    }
    return Optional.ofNullable(last);
  }

  /** Tests as a text of Python: a JSON list of statements becomes lines. */
  public static String tests(String tests) {
    if (!tests.stripLeading().startsWith("[")) {
      return tests;
    }
    try {
      return String.join("\n", JSON.readValue(tests, new TypeReference<List<String>>() {}));
    } catch (JsonProcessingException e) {
      // Python may begin with a list as well.
      return tests;
    }
  }
}
