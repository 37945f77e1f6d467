package dev.nightshift.eval.filter;

import dev.nightshift.eval.pattern.PythonPattern;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The letter of a choice, as {@code (A)}. As {@code multi_choice_regex} of lm-evaluation-harness:
 * first by the pattern; else by the text of a choice of the item's field {@code choices} that
 * stands in the response; else by a letter after a colon; else the fallback.
 *
 * @param first the pattern
 * @param ignoreCase compare choices in lower case
 * @param ignorePunctuation compare choices without punctuation
 * @param ignored patterns whose matches are left out before choices are compared
 */
record MultiChoiceFilter(
    RegexFilter first, boolean ignoreCase, boolean ignorePunctuation, List<PythonPattern> ignored)
    implements ResponseFilter {

  private static final Pattern PUNCTUATION = Pattern.compile("\\p{P}");

  MultiChoiceFilter {
    ignored = List.copyOf(ignored);
  }

  @Override
  public List<String> apply(List<String> responses, Map<String, @Nullable Object> item) {
    if (!(item.get("choices") instanceof Collection<?> choices) || choices.isEmpty()) {
      throw new IllegalArgumentException(
          "the filter multi_choice_regex needs the field 'choices' as a list, the fields are "
              + item.keySet());
    }
    Map<String, String> letters = new LinkedHashMap<>();
    List<String> texts = new ArrayList<>();
    List<String> names = new ArrayList<>();
    char letter = 'A';
    for (Object choice : choices) {
      String text = normalised(String.valueOf(choice).strip());
      texts.add(PythonPattern.escape(text));
      letters.put(text, "(" + letter + ")");
      names.add(String.valueOf(letter++));
    }
    PythonPattern byText = PythonPattern.of(String.join("|", texts));
    PythonPattern byLetter = PythonPattern.of(":[\\s]*(" + String.join("|", names) + ")");
    return responses.stream().map(r -> answer(r, letters, byText, byLetter)).toList();
  }

  private String answer(
      String response, Map<String, String> letters, PythonPattern byText, PythonPattern byLetter) {
    String found = first.select(first.pattern().all(response)).orElse("");
    if (found.isEmpty()) {
      String text = first.select(byText.all(normalised(response))).orElse("");
      found = letters.getOrDefault(text, text);
    }
    if (found.isEmpty()) {
      String name = first.select(byLetter.all(response)).orElse("");
      found = name.isEmpty() ? "" : "(" + name + ")";
    }
    return found.isEmpty() ? first.fallback() : found;
  }

  private String normalised(String text) {
    String left = text;
    for (PythonPattern pattern : ignored) {
      left = pattern.removeFrom(left);
    }
    left = ignoreCase ? left.toLowerCase(Locale.ROOT) : left;
    return ignorePunctuation ? PUNCTUATION.matcher(left).replaceAll("") : left;
  }
}
