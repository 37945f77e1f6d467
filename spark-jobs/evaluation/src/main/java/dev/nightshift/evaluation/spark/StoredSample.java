package dev.nightshift.evaluation.spark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nightshift.eval.metric.ChoiceOutcome;
import dev.nightshift.eval.metric.ItemOutcome;
import dev.nightshift.eval.metric.TextOutcome;
import dev.nightshift.eval.task.LoadedTask;
import dev.nightshift.eval.task.ScoredSample;
import dev.nightshift.runtime.codec.RecordCodec;
import dev.nightshift.schema.table.LakeTables;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code samples}; the components are its columns. Those that may be null are so in rows
 * of the table's first version.
 *
 * @param modelDigest the model
 * @param task name of the task
 * @param taskDigest digest of its definition and data
 * @param settingsDigest digest of everything else that decides the score
 * @param sampleId stable id of the item
 * @param prompt what the model saw
 * @param target the right answer
 * @param output what the model said; for a choice, the likeliest one
 * @param filtered the answer that the first filter found; for a choice, the likeliest one
 * @param scores metric and filter to score
 * @param weights the same to the score's partner, where that is not 1
 * @param position number of the item among those asked
 * @param kind what was asked
 * @param doc the item's fields, as JSON
 * @param targetChoices numbers of the right choices
 * @param responses all that the model said
 * @param answers filter to answers
 * @param choices the choices
 * @param logLikelihoods of each choice, or of the whole text
 * @param greedy whether each choice is the likeliest text
 * @param tokens number of tokens of each
 * @param unconditional log-likelihood of each choice after an empty prompt; empty where not asked
 * @param cluster name of the cluster of the item; empty where it stands by itself
 */
record StoredSample(
    String modelDigest,
    String task,
    String taskDigest,
    String settingsDigest,
    String sampleId,
    String prompt,
    String target,
    String output,
    String filtered,
    Map<String, Double> scores,
    @Nullable Map<String, Double> weights,
    @Nullable Integer position,
    @Nullable String kind,
    @Nullable String doc,
    @Nullable List<Integer> targetChoices,
    @Nullable List<String> responses,
    @Nullable Map<String, List<String>> answers,
    @Nullable List<String> choices,
    @Nullable List<Double> logLikelihoods,
    @Nullable List<Boolean> greedy,
    @Nullable List<Integer> tokens,
    @Nullable List<Double> unconditional,
    @Nullable String cluster) {

  static final RecordCodec<StoredSample> CODEC =
      RecordCodec.of(StoredSample.class, LakeTables.SAMPLES);

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The row of a scored sample. */
  static StoredSample of(String model, LoadedTask task, String settings, ScoredSample sample) {
    ItemOutcome outcome = sample.outcome();
    List<ChoiceOutcome> choices = outcome.choices();
    TextOutcome whole = outcome.whole();
    String said =
        !outcome.responses().isEmpty()
            ? outcome.responses().get(0)
            : choices.isEmpty()
                ? ""
                : choices.get(outcome.best(ChoiceOutcome::logLikelihood)).text();
    String filtered =
        sample.filtered().values().stream()
            .findFirst()
            .flatMap(found -> found.stream().findFirst())
            .orElse(said);
    return new StoredSample(
        model,
        outcome.task(),
        task.digest(),
        settings,
        outcome.sampleId(),
        sample.request().prompt(),
        outcome.target().text(),
        said,
        filtered,
        sample.scores(),
        sample.weights(),
        outcome.position(),
        sample.request().kind().label(),
        json(outcome.fields()),
        outcome.target().choices(),
        outcome.responses(),
        sample.filtered(),
        choices.stream().map(ChoiceOutcome::text).toList(),
        whole == null
            ? choices.stream().map(ChoiceOutcome::logLikelihood).toList()
            : List.of(whole.logLikelihood()),
        choices.stream().map(ChoiceOutcome::greedy).toList(),
        whole == null
            ? choices.stream().map(ChoiceOutcome::tokens).toList()
            : List.of(whole.tokens()),
        choices.stream().map(ChoiceOutcome::unconditional).filter(Objects::nonNull).toList(),
        sample.cluster());
  }

  private static String json(Map<String, @Nullable Object> fields) {
    try {
      return JSON.writeValueAsString(fields);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("fields that came from JSON go back to JSON", e);
    }
  }
}
