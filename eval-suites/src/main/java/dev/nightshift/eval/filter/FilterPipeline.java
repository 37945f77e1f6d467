package dev.nightshift.eval.filter;

import java.util.List;

/**
 * A named way from responses to one answer.
 *
 * @param name as it stands in results, such as {@code strict-match}
 * @param steps in their order
 */
public record FilterPipeline(String name, List<ResponseFilter> steps) {

  /** The name of the pipeline of a task that declares none. */
  public static final String NONE = "none";

  public FilterPipeline {
    steps = List.copyOf(steps);
    if (name.isBlank()) {
      throw new IllegalArgumentException("a filter pipeline has a name");
    }
  }

  /** Takes the first response as it is. */
  public static FilterPipeline none() {
    return new FilterPipeline(NONE, List.of());
  }

  /** The answer: the first of what the last step leaves. */
  public String answer(List<String> responses) {
    if (responses.isEmpty()) {
      throw new IllegalArgumentException("a filter needs at least one response");
    }
    List<String> left = responses;
    for (ResponseFilter step : steps) {
      left = step.apply(left);
    }
    return left.get(0);
  }

  /** The answer to a single response. */
  public String answer(String response) {
    return answer(List.of(response));
  }
}
