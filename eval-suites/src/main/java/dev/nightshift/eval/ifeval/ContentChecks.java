package dev.nightshift.eval.ifeval;

import dev.nightshift.eval.text.PythonText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** What a response contains, and how it begins and ends. */
final class ContentChecks {

  private static final List<String> CONSTRAINED =
      List.of("My answer is yes.", "My answer is no.", "My answer is maybe.");
  private static final Pattern PPS =
      Pattern.compile("p\\.\\s?p\\.\\s?s", Pattern.UNICODE_CHARACTER_CLASS);
  private static final Pattern PS =
      Pattern.compile("p\\.\\s?s\\.", Pattern.UNICODE_CHARACTER_CLASS);

  private ContentChecks() {}

  /** At least so many texts in square brackets, each within a line. */
  static Instruction placeholders(Arguments arguments) {
    int least = arguments.count("num_placeholders");
    return response -> {
      int found = 0;
      for (String line : PythonText.split(response, "\n")) {
        int open = line.indexOf('[');
        while (open >= 0) {
          int close = line.indexOf(']', open);
          if (close < 0) {
            break;
          }
          found++;
          open = line.indexOf('[', close);
        }
      }
      return found >= least;
    };
  }

  /** A postscript's mark occurs, case aside; {@code P.S.} and {@code P.P.S} also with spaces. */
  static Instruction postscript(Arguments arguments) {
    String marker = arguments.text("postscript_marker");
    return response -> {
      String text = response.toLowerCase(Locale.ROOT);
      return switch (marker) {
        case "P.P.S" -> PPS.matcher(text).find();
        case "P.S." -> PS.matcher(text).find();
        default -> text.contains(marker.toLowerCase(Locale.ROOT));
      };
    };
  }

  /** One of three given answers occurs. */
  static Instruction constrainedResponse(Arguments arguments) {
    return response -> CONSTRAINED.stream().anyMatch(response::contains);
  }

  /** Two responses that differ, parted by six asterisks. */
  static Instruction twoResponses(Arguments arguments) {
    return response -> {
      List<String> parts = PythonText.split(response, "******");
      List<String> found = new ArrayList<>();
      for (int i = 0; i < parts.size(); i++) {
        String part = PythonText.strip(parts.get(i));
        if (!part.isEmpty()) {
          found.add(part);
        } else if (i > 0 && i < parts.size() - 1) {
          return false;
        }
      }
      return found.size() == 2 && !found.get(0).equals(found.get(1));
    };
  }

  /** The response begins with a given text, case and outer white space aside. */
  static Instruction repeatPrompt(Arguments arguments) {
    String prompt = PythonText.strip(arguments.text("prompt_to_repeat")).toLowerCase(Locale.ROOT);
    return response -> PythonText.strip(response).toLowerCase(Locale.ROOT).startsWith(prompt);
  }

  /** The response ends with a phrase, case, outer white space and outer double quotes aside. */
  static Instruction end(Arguments arguments) {
    String phrase = PythonText.strip(arguments.text("end_phrase")).toLowerCase(Locale.ROOT);
    return response ->
        PythonText.strip(PythonText.strip(response), "\"")
            .toLowerCase(Locale.ROOT)
            .endsWith(phrase);
  }

  /** No comma occurs. */
  static Instruction noComma(Arguments arguments) {
    return response -> response.indexOf(',') < 0;
  }

  /** The whole response stands in double quotation marks. */
  static Instruction quotation(Arguments arguments) {
    return response -> {
      String text = PythonText.strip(response);
      return text.length() > 1 && text.startsWith("\"") && text.endsWith("\"");
    };
  }
}
