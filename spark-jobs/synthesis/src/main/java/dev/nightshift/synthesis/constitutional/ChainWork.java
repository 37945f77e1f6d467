package dev.nightshift.synthesis.constitutional;

import dev.nightshift.synthesis.constitutional.Chain.Step;
import dev.nightshift.synthesis.constitutional.Chain.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A chain in the making. */
final class ChainWork {

  private final PromptText prompt;
  private final List<Step> steps = new ArrayList<>();
  private @Nullable Chain ended;

  ChainWork(PromptText prompt) {
    this.prompt = prompt;
  }

  PromptText prompt() {
    return prompt;
  }

  List<Step> steps() {
    return steps;
  }

  /** The text of the step before. */
  String last() {
    return steps.get(steps.size() - 1).text();
  }

  boolean isOpen() {
    return ended == null;
  }

  void end(Verdict verdict, String detail) {
    ended = Chain.without(prompt.rowId(), steps, verdict, detail);
  }

  void pair(String chosen, String rejected, @Nullable Double probability) {
    ended = new Chain(prompt.rowId(), steps, Verdict.KEPT, chosen, rejected, probability, "");
  }

  Chain result() {
    if (ended == null) {
      throw new IllegalStateException("the chain of " + prompt.rowId() + " has not ended");
    }
    return ended;
  }
}
