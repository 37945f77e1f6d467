package dev.nightshift.eval.ifeval;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nightshift.eval.text.PythonText;
import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Marks of format: bullets, highlights, sections, JSON and titles. */
final class FormatChecks {

  private static final Pattern HIGHLIGHT = Pattern.compile("\\*[^\\n*]*+\\*");
  private static final Pattern DOUBLE_HIGHLIGHT = Pattern.compile("\\*\\*[^\\n*]*+\\*\\*");
  private static final List<String> JSON_FENCES = List.of("```json", "```Json", "```JSON", "```");

  // Python reads NaN and Infinity as well.
  private static final JsonFactory JSON =
      new ObjectMapper(
              JsonFactory.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build())
          .getFactory();

  private FormatChecks() {}

  /** Exactly so many lines that begin with {@code *} (and no second one) or {@code -}. */
  static Instruction bullets(Arguments arguments) {
    int wanted = arguments.count("num_bullets");
    return response -> starred(response) + dashed(response) == wanted;
  }

  /** Matches of {@code ^\s*\*[^\*].*$} in several lines: the character after may end the line. */
  private static int starred(String text) {
    int found = 0;
    int line = 0;
    while (line >= 0 && line < text.length()) {
      int first = firstText(text, line);
      boolean bullet =
          first + 1 < text.length() && text.charAt(first) == '*' && text.charAt(first + 1) != '*';
      found += bullet ? 1 : 0;
      line = nextLine(text, bullet ? first + 2 : first);
    }
    return found;
  }

  private static int dashed(String text) {
    int found = 0;
    int line = 0;
    while (line >= 0 && line < text.length()) {
      int first = firstText(text, line);
      found += first < text.length() && text.charAt(first) == '-' ? 1 : 0;
      line = nextLine(text, first);
    }
    return found;
  }

  private static int firstText(String text, int from) {
    int at = from;
    while (at < text.length() && PythonText.isSpace(text.charAt(at))) {
      at++;
    }
    return at;
  }

  private static int nextLine(String text, int from) {
    int end = text.indexOf('\n', from);
    return end < 0 ? -1 : end + 1;
  }

  /** At least so many texts between asterisks, or pairs of them, within a line. */
  static Instruction highlights(Arguments arguments) {
    int least = arguments.count("num_highlights");
    return response -> {
      int found = 0;
      Matcher single = HIGHLIGHT.matcher(response);
      while (single.find()) {
        found += PythonText.strip(PythonText.strip(single.group(), "*")).isEmpty() ? 0 : 1;
      }
      Matcher twice = DOUBLE_HIGHLIGHT.matcher(response);
      while (twice.find()) {
        String inner = twice.group().substring(2, twice.group().length() - 2);
        found += PythonText.strip(inner).isEmpty() ? 0 : 1;
      }
      return found >= least;
    };
  }

  /** At least so many headings: a word, perhaps a space, a number. */
  static Instruction sections(Arguments arguments) {
    String word = arguments.text("section_spliter");
    int least = arguments.count("num_sections");
    Pattern heading =
        Pattern.compile(Pattern.quote(word) + "\\s?+\\d++", Pattern.UNICODE_CHARACTER_CLASS);
    return response -> heading.matcher(response).results().count() >= least;
  }

  /** The whole response is one JSON value, perhaps fenced. */
  static Instruction json(Arguments arguments) {
    return response -> {
      String text = PythonText.strip(response);
      for (String fence : JSON_FENCES) {
        text = PythonText.removePrefix(text, fence);
      }
      return isJson(PythonText.strip(PythonText.removeSuffix(text, "```")));
    };
  }

  private static boolean isJson(String text) {
    try (JsonParser parser = JSON.createParser(text)) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        return false;
      }
      parser.skipChildren();
      JsonToken last = parser.currentToken();
      if (last == null || !last.isScalarValue() && !last.isStructEnd()) {
        return false;
      }
      // A text or number is read whole only when it is asked for.
      parser.finishToken();
      return parser.nextToken() == null;
    } catch (IOException e) {
      return false;
    }
  }

  /** A text in double angular brackets within a line. */
  static Instruction title(Arguments arguments) {
    return response -> PythonText.split(response, "\n").stream().anyMatch(FormatChecks::hasTitle);
  }

  private static boolean hasTitle(String line) {
    int open = line.indexOf("<<");
    int close = line.lastIndexOf(">>");
    if (open < 0 || close < open + 3) {
      return false;
    }
    String title = line.substring(open, close + 2);
    String inner = PythonText.stripRight(PythonText.stripLeft(title, "<"), ">");
    return !PythonText.strip(inner).isEmpty();
  }
}
