package dev.nightshift.eval.task;

import dev.nightshift.eval.filter.FilterPipeline;
import dev.nightshift.eval.request.RequestKind;
import dev.nightshift.eval.sandbox.Isolation;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a task asks, how the answer is found, and how it is scored.
 *
 * @param name its name
 * @param alias how reports may call it; its name where the file gives none
 * @param version grows whenever scores would change
 * @param tags names under which it is asked for together with others
 * @param kind what is asked of a model
 * @param source where the items come from
 * @param splits its splits
 * @param description template of the text before everything else; may be empty
 * @param prompts how items become texts
 * @param fewshot which examples stand before a question
 * @param generation how an answer is generated
 * @param repeats answers to each item
 * @param filters ways from a response to an answer, at least one; the first is shown first
 * @param metrics scores of an item, at least one
 * @param query what is looked for in training data; null for question and target
 * @param cluster what items have in common that belong together, such as a passage; null where each
 *     stands by itself
 * @param fixturesOnly whether this project could run it on made-up items only
 * @param digest digest of the definition's bytes
 */
public record TaskDefinition(
    String name,
    String alias,
    int version,
    List<String> tags,
    RequestKind kind,
    TaskSource source,
    TaskSplits splits,
    DocExpression description,
    Prompts prompts,
    FewshotPlan fewshot,
    GenerationPlan generation,
    int repeats,
    List<FilterPipeline> filters,
    List<TaskMetric> metrics,
    @Nullable DocExpression query,
    @Nullable DocExpression cluster,
    boolean fixturesOnly,
    String digest) {

  public TaskDefinition {
    tags = List.copyOf(tags);
    filters = List.copyOf(filters);
    metrics = List.copyOf(metrics);
    if (filters.isEmpty() || metrics.isEmpty()) {
      throw new IllegalArgumentException("task " + name + " needs a filter and a metric");
    }
  }

  /** The same with the programs of its metrics kept apart in another way. */
  public TaskDefinition inSandbox(Isolation isolation) {
    List<TaskMetric> other =
        metrics.stream()
            .map(
                m ->
                    new TaskMetric(
                        m.metric().inSandbox(isolation), m.aggregation(), m.higherIsBetter()))
            .toList();
    return new TaskDefinition(
        name,
        alias,
        version,
        tags,
        kind,
        source,
        splits,
        description,
        prompts,
        fewshot,
        generation,
        repeats,
        filters,
        other,
        query,
        cluster,
        fixturesOnly,
        digest);
  }

  /** How a score is named: score, a comma, filter, as in lm-evaluation-harness. */
  public static String scoreName(String score, FilterPipeline filter) {
    return score + "," + filter.name();
  }

  /** Whether a metric needs the choices' log-likelihoods after an empty prompt. */
  public boolean needsUnconditional() {
    return metrics.stream().anyMatch(m -> m.metric().needsUnconditional());
  }

  /** The question of an item as a text, for finding it in training data. */
  public String questionText(Map<String, @Nullable Object> fields) {
    if (query != null) {
      return query.text(fields);
    }
    return prompts.question(fields) instanceof String question
        ? question
        : String.join("\n", prompts.choices(fields));
  }

  /** The first right answer of an item as a text. */
  public String targetText(Map<String, @Nullable Object> fields) {
    Object answer = prompts.answer(fields);
    Object first = answer instanceof List<?> list && !list.isEmpty() ? list.get(0) : answer;
    List<String> choices = prompts.choices(fields);
    return first instanceof Long index && index >= 0 && index < choices.size()
        ? choices.get(index.intValue())
        : first.toString();
  }
}
