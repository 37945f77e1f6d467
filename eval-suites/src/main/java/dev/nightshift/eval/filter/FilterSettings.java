package dev.nightshift.eval.filter;

/**
 * What a step of a task file may set; each step reads its own.
 *
 * @param pattern {@code regex_pattern}
 * @param groupSelect {@code group_select}
 * @param fallback {@code fallback}
 * @param k {@code k}
 */
public record FilterSettings(String pattern, int groupSelect, String fallback, int k) {

  /** The defaults of lm-evaluation-harness. */
  public static final FilterSettings DEFAULT =
      new FilterSettings("#### (\\-?[0-9\\.\\,]+)", 0, ResponseFilter.INVALID, 1);
}
