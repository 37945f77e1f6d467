package dev.nightshift.eval.task;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which examples stand before a question.
 *
 * @param count examples where the user asks for no other number
 * @param sampler how they are chosen
 * @param samples examples written in the task file; empty where a split has them
 * @param indices places in the split that examples are taken from; empty for all
 * @param prompts how examples become texts
 */
public record FewshotPlan(
    int count,
    Sampler sampler,
    List<Map<String, @Nullable Object>> samples,
    List<Integer> indices,
    Prompts prompts) {

  /** Ways to choose examples. */
  public enum Sampler {
    /** Python's {@code random.sample}, along the documents. */
    DEFAULT,
    /** The first ones. */
    FIRST_N
  }

  public FewshotPlan {
    samples = List.copyOf(new ArrayList<>(samples));
    indices = List.copyOf(indices);
  }
}
