package dev.nightshift.eval.task;

import java.util.List;
import java.util.stream.Stream;

/**
 * The splits of a task's data by their purpose; empty where there is none.
 *
 * @param training {@code training_split}
 * @param validation {@code validation_split}
 * @param test {@code test_split}
 * @param fewshot {@code fewshot_split}
 */
public record TaskSplits(String training, String validation, String test, String fewshot) {

  /** The split that is asked: the test split, else the validation split. */
  public String asked() {
    return test.isEmpty() ? validation : test;
  }

  /** The split that examples come from: the named one, else training, validation, the asked one. */
  public String examples() {
    return !fewshot.isEmpty()
        ? fewshot
        : !training.isEmpty() ? training : !validation.isEmpty() ? validation : asked();
  }

  /** All that are named, each once. */
  public List<String> all() {
    return Stream.of(asked(), examples(), training, validation)
        .filter(split -> !split.isEmpty())
        .distinct()
        .toList();
  }
}
