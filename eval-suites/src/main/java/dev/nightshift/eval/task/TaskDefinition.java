package dev.nightshift.eval.task;

import dev.nightshift.eval.filter.FilterPipeline;
import dev.nightshift.eval.metric.AnswerMetric;
import java.util.List;

/**
 * What a task asks, how the answer is found, and how it is scored.
 *
 * @param name its name
 * @param version grows whenever scores would change
 * @param source where the items come from
 * @param testSplit the split that is asked
 * @param fewshotSplit the split that examples come from; empty where there is none
 * @param description text before everything else; may be empty
 * @param question template of the question
 * @param target template of the right answer
 * @param targetDelimiter between question and answer in an example
 * @param fewshotDelimiter after each example
 * @param numFewshot examples where the user asks for no other number
 * @param until texts that end an answer
 * @param maxTokens most tokens of an answer
 * @param filters ways from a response to an answer, at least one; the first is shown first
 * @param metrics scores of an answer, at least one
 * @param digest digest of the definition's bytes
 */
public record TaskDefinition(
    String name,
    int version,
    TaskSource source,
    String testSplit,
    String fewshotSplit,
    String description,
    PromptTemplate question,
    PromptTemplate target,
    String targetDelimiter,
    String fewshotDelimiter,
    int numFewshot,
    List<String> until,
    int maxTokens,
    List<FilterPipeline> filters,
    List<AnswerMetric> metrics,
    String digest) {

  public TaskDefinition {
    until = List.copyOf(until);
    filters = List.copyOf(filters);
    metrics = List.copyOf(metrics);
    if (filters.isEmpty() || metrics.isEmpty()) {
      throw new IllegalArgumentException("task " + name + " needs a filter and a metric");
    }
  }

  /** How a score is named: metric, a comma, filter, as in lm-evaluation-harness. */
  public static String scoreName(AnswerMetric metric, FilterPipeline filter) {
    return metric.name() + "," + filter.name();
  }
}
