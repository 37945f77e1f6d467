package dev.nightshift.eval.metric;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that metrics may look at for one item.
 *
 * @param task name of the task
 * @param position number of the item among those asked, from 0
 * @param sampleId stable id of the item
 * @param fields the item's fields, after preparation
 * @param target what is right
 * @param choices what the model gave each choice; one for {@code loglikelihood}; else empty
 * @param whole what the model gave a whole text, for {@code loglikelihood_rolling}; else null
 * @param responses what the model generated, in the order of the repeats; else empty
 */
public record ItemOutcome(
    String task,
    int position,
    String sampleId,
    Map<String, Object> fields,
    ItemTarget target,
    List<ChoiceOutcome> choices,
    @Nullable TextOutcome whole,
    List<String> responses) {

  public ItemOutcome {
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    choices = List.copyOf(choices);
    responses = List.copyOf(responses);
  }

  /**
   * The index of the choice with the largest value; the first of several.
   *
   * @param value what is compared
   */
  public int best(java.util.function.ToDoubleFunction<ChoiceOutcome> value) {
    int best = 0;
    for (int i = 1; i < choices.size(); i++) {
      if (value.applyAsDouble(choices.get(i)) > value.applyAsDouble(choices.get(best))) {
        best = i;
      }
    }
    return best;
  }
}
