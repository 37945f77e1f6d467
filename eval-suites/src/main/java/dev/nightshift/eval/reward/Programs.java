package dev.nightshift.eval.reward;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts programs together from completions and tests. */
final class Programs {

  private static final Pattern FENCE =
      Pattern.compile(
          "^```[ \\t]*+(\\w*+)[^\\n]*+\\n(.*?)^```[ \\t]*+$", Pattern.MULTILINE | Pattern.DOTALL);
  private static final ObjectMapper JSON = new ObjectMapper();

  private Programs() {}

  /** The code, an empty line, the tests. */
  static String program(String completion, String tests) {
    return code(completion) + "\n\n" + tests(tests) + "\n";
  }

  /** The last fenced block of Python, or of no language; without any, the whole text. */
  static String code(String completion) {
    Matcher fence = FENCE.matcher(completion);
    String last = completion;
    while (fence.find()) {
      String language = String.valueOf(fence.group(1));
      if (language.isEmpty() || language.startsWith("py")) {
        last = String.valueOf(fence.group(2));
      }
    }
    return last;
  }

  private static String tests(String tests) {
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

  /** Reads the word, runs the program, says the word. */
  static String driver() {
    return """
        import sys

        def run():
            word = sys.stdin.readline().strip()
            with open('program.py', encoding='utf-8') as file:
                code = compile(file.read(), 'program.py', 'exec')
            exec(code, {'__name__': '__main__'})
            sys.stdout.write('\\n' + word + '\\n')
            sys.stdout.flush()

        run()
        """;
  }
}
