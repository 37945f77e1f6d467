package dev.nightshift.eval.task;

import dev.nightshift.eval.request.ItemAnswer;
import dev.nightshift.eval.request.ItemRequest;
import dev.nightshift.eval.sandbox.SideBySide;
import java.util.List;

/**
 * Scores the answers to a task's items. Where metrics run programs, items are scored side by side:
 * a program waits for its own end most of the time. Scores do not depend on that, as programs are
 * timed by processors.
 *
 * @param task the task
 * @param workers items that are scored at once where programs run, at least 1
 */
public record SampleScorer(LoadedTask task, int workers) {

  public SampleScorer {
    if (workers < 1) {
      throw new IllegalArgumentException(workers + " workers");
    }
  }

  /**
   * The samples, in the order of the answers.
   *
   * @param requests all requests of the task, by position
   */
  public List<ScoredSample> score(List<ItemRequest> requests, List<ItemAnswer> answers) {
    TaskDefinition definition = task.definition();
    boolean programs = definition.metrics().stream().anyMatch(m -> m.metric().runsPrograms());
    // An item's own programs run side by side already.
    int beside = Math.max(1, workers / definition.repeats());
    return SideBySide.map(
        answers,
        programs ? beside : 1,
        answer -> ScoredSample.of(task, requests.get(answer.position()), answer));
  }
}
