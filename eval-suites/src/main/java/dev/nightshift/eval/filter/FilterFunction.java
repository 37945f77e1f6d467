package dev.nightshift.eval.filter;

import dev.nightshift.eval.stats.Votes;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** The steps that a task file can name under {@code function}. */
public enum FilterFunction {
  /** A match of {@code regex_pattern}, chosen by {@code group_select}; else {@code fallback}. */
  REGEX("regex", "regex_pattern", "group_select", "fallback"),
  /** The first number in the response, with commas left out. */
  FIRST_NUMBER("first_number"),
  /** The last number in the response, with commas left out. */
  LAST_NUMBER("last_number"),
  /** Without white space at both ends. */
  STRIP("strip"),
  /** Without leading white space, as the step of that name in lm-evaluation-harness. */
  REMOVE_WHITESPACE("remove_whitespace"),
  LOWERCASE("lowercase"),
  UPPERCASE("uppercase"),
  /** The first response only. */
  TAKE_FIRST("take_first"),
  /** The first {@code k} responses. */
  TAKE_FIRST_K("take_first_k", "k"),
  /** The most frequent response; the earliest of several. */
  MAJORITY_VOTE("majority_vote");

  private static final Pattern NUMBER = Pattern.compile("-?[0-9][0-9,]*(?:\\.[0-9]+)?");

  private final String label;
  private final List<String> parameters;

  FilterFunction(String label, String... parameters) {
    this.label = label;
    this.parameters = List.of(parameters);
  }

  /** The name in task files. */
  public String label() {
    return label;
  }

  /** The keys that the step takes beside {@code function}. */
  public List<String> parameters() {
    return parameters;
  }

  /** The step of that name. */
  public static Optional<FilterFunction> find(String label) {
    return Arrays.stream(values()).filter(f -> f.label.equals(label)).findFirst();
  }

  /** All names, for messages. */
  public static List<String> labels() {
    return Arrays.stream(values()).map(FilterFunction::label).toList();
  }

  /**
   * The step with its settings.
   *
   * @throws PatternSyntaxException if the pattern is none
   * @throws IllegalArgumentException if {@code k} is below 1
   */
  public ResponseFilter step(FilterSettings settings) {
    return switch (this) {
      case REGEX ->
          new RegexFilter(
              Pattern.compile(settings.pattern()), settings.groupSelect(), settings.fallback());
      case FIRST_NUMBER -> number(0);
      case LAST_NUMBER -> number(-1);
      case STRIP -> ResponseFilter.each(String::strip);
      case REMOVE_WHITESPACE -> ResponseFilter.each(String::stripLeading);
      case LOWERCASE -> ResponseFilter.each(s -> s.toLowerCase(Locale.ROOT));
      case UPPERCASE -> ResponseFilter.each(s -> s.toUpperCase(Locale.ROOT));
      case TAKE_FIRST -> firstOf(1);
      case TAKE_FIRST_K -> firstOf(settings.k());
      case MAJORITY_VOTE -> responses -> List.of(Votes.majority(responses));
    };
  }

  private static ResponseFilter firstOf(int k) {
    if (k < 1) {
      throw new IllegalArgumentException("k is " + k + ", at least 1 is needed");
    }
    return responses -> responses.subList(0, Math.min(k, responses.size()));
  }

  private static ResponseFilter number(int select) {
    RegexFilter find = new RegexFilter(NUMBER, select, ResponseFilter.INVALID);
    return responses ->
        find.apply(responses).stream()
            .map(found -> found.equals(ResponseFilter.INVALID) ? found : found.replace(",", ""))
            .toList();
  }
}
