package dev.nightshift.eval.filter;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A named way from responses to answers.
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
    return new FilterPipeline(NONE, List.of((responses, item) -> List.of(responses.get(0))));
  }

  /**
   * The answers: what the last step leaves.
   *
   * @param responses in the order of drawing, at least one
   * @param item the item's fields
   */
  public List<String> answers(List<String> responses, Map<String, @Nullable Object> item) {
    if (responses.isEmpty()) {
      throw new IllegalArgumentException("a filter needs at least one response");
    }
    List<String> left = responses;
    for (ResponseFilter step : steps) {
      left = step.apply(left, item);
    }
    return left;
  }
}
