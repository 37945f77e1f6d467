package dev.nightshift.eval.metric;

import java.util.List;

/**
 * What is right for an item.
 *
 * @param texts the right answers as texts, at least one; for a multiple choice, the right choices
 * @param choices indices of the right choices, from 0; empty where the task has no choices, and −1
 *     for a choice that is not there
 * @param several whether the task lists several right answers, any of which counts
 */
public record ItemTarget(List<String> texts, List<Integer> choices, boolean several) {

  public ItemTarget {
    texts = List.copyOf(texts);
    choices = List.copyOf(choices);
  }

  /** One right text. */
  public static ItemTarget of(String text) {
    return new ItemTarget(List.of(text), List.of(), false);
  }

  /** One right choice. */
  public static ItemTarget ofChoice(int index, String text) {
    return new ItemTarget(List.of(text), List.of(index), false);
  }

  /** The first right text; empty where there is none. */
  public String text() {
    return texts.isEmpty() ? "" : texts.get(0);
  }

  /** Whether a choice is right. */
  public boolean isRight(int choice) {
    return choices.contains(choice);
  }
}
