package dev.nightshift.eval.filter;

import dev.nightshift.eval.pattern.PythonPattern;
import dev.nightshift.eval.stats.Votes;
import dev.nightshift.eval.yaml.YamlMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * The steps of lm-evaluation-harness 0.4.13 under their names, with its defaults, and {@code
 * strip}, {@code first_number} and {@code last_number}. Left out: {@code format_span}, {@code
 * decontamination} and {@code custom}.
 */
public final class CoreFilters {

  private static final String DEFAULT_PATTERN = "#### (\\-?[0-9\\.\\,]+)";
  private static final PythonPattern NUMBER = PythonPattern.of("-?[0-9][0-9,]*(?:\\.[0-9]+)?");

  private CoreFilters() {}

  /** All of them. */
  public static FilterRegistry registry() {
    Map<String, FilterFactory> steps = new LinkedHashMap<>();
    steps.put("regex", CoreFilters::regex);
    steps.put("regex_pos", CoreFilters::partsOfSpeech);
    steps.put("multi_choice_regex", CoreFilters::multiChoice);
    steps.put("first_number", map -> number(0));
    steps.put("last_number", map -> number(-1));
    steps.put("strip", map -> ResponseFilter.each(String::strip));
    steps.put("remove_whitespace", map -> ResponseFilter.each(String::strip));
    steps.put("lowercase", map -> ResponseFilter.each(s -> s.toLowerCase(Locale.ROOT)));
    steps.put("uppercase", map -> ResponseFilter.each(s -> s.toUpperCase(Locale.ROOT)));
    steps.put("map", CoreFilters::map);
    steps.put("take_first", map -> firstOf(1));
    steps.put("take_first_k", map -> firstOf((int) map.integer("k", 1, 1)));
    steps.put("majority_vote", map -> (responses, item) -> List.of(Votes.majority(responses)));
    return new FilterRegistry(steps);
  }

  /** A pattern of a task file; a broken one is noted and matches nothing. */
  public static PythonPattern pattern(YamlMap map, String key, String source) {
    try {
      return PythonPattern.of(source);
    } catch (PatternSyntaxException e) {
      map.fault(key, "'" + source + "' is not a pattern: " + e.getDescription(), "");
      return PythonPattern.of("(?!)");
    }
  }

  private static RegexFilter regex(YamlMap map) {
    return new RegexFilter(
        pattern(map, "regex_pattern", map.text("regex_pattern").orElse(DEFAULT_PATTERN)),
        (int) map.integer("group_select", 0, Integer.MIN_VALUE),
        map.text("fallback").orElse(ResponseFilter.INVALID));
  }

  private static ResponseFilter multiChoice(YamlMap map) {
    RegexFilter first = regex(map);
    List<PythonPattern> ignored =
        map.texts("regexes_to_ignore").stream()
            .map(source -> pattern(map, "regexes_to_ignore", source))
            .toList();
    return new MultiChoiceFilter(
        first, map.flag("ignore_case", false), map.flag("ignore_punctuation", false), ignored);
  }

  /** The tags of {@code ('token', 'TAG')} pairs, written as Python writes a list. */
  private static ResponseFilter partsOfSpeech(YamlMap map) {
    // The step takes these keys and, as in the field, looks for its own pairs all the same.
    map.text("regex_pattern");
    map.integer("group_select", 0, Integer.MIN_VALUE);
    String fallback = map.text("fallback").orElse("invalid");
    PythonPattern pair = PythonPattern.of("\\('([^']*)', '([^']*)'\\)");
    return ResponseFilter.each(
        response -> {
          List<String> tags = pair.all(response).stream().map(m -> "'" + m.group(2) + "'").toList();
          return tags.isEmpty() ? "['" + fallback + "']" : tags.toString();
        });
  }

  private static ResponseFilter map(YamlMap map) {
    Map<String, String> mapping = new LinkedHashMap<>();
    if (map.value("mapping_dict") instanceof Map<?, ?> given) {
      given.forEach((key, value) -> mapping.put(String.valueOf(key), python(value)));
    }
    String otherwise = python(map.value("default_value"));
    return ResponseFilter.each(response -> mapping.getOrDefault(response, otherwise));
  }

  private static String python(@Nullable Object value) {
    return value == null ? "None" : value.toString();
  }

  private static ResponseFilter firstOf(int k) {
    return (responses, item) -> responses.subList(0, Math.min(k, responses.size()));
  }

  private static ResponseFilter number(int select) {
    RegexFilter find = new RegexFilter(NUMBER, select, ResponseFilter.INVALID);
    return ResponseFilter.each(
        response -> {
          String found = find.find(response);
          return found.equals(ResponseFilter.INVALID) ? found : found.replace(",", "");
        });
  }
}
