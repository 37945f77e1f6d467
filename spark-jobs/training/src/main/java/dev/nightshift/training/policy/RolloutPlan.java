package dev.nightshift.training.policy;

import dev.nightshift.inference.generate.Generator;
import dev.nightshift.training.data.RowPlan;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Which prompts an iteration answers, and which of them are answered together. The order of an
 * epoch is drawn by (seed, epoch); an epoch has as many whole iterations as its prompts suffice
 * for, so that no prompt stands twice in an iteration. Prompts of one padded length go together, as
 * many as fill the passes of the {@link Generator}. None of this can show in an answer.
 */
public final class RolloutPlan {

  private RolloutPlan() {}

  /**
   * A prompt in an iteration.
   *
   * @param place its place, from 0
   * @param prompt the prompt
   */
  public record Placed(int place, RolloutPrompt prompt) implements Serializable {}

  /**
   * The prompts of an iteration.
   *
   * @param prompts all there are
   * @param count how many are answered
   * @param seed the run's seed
   * @param iteration the iteration, from 0
   */
  public static List<Placed> ofIteration(
      List<RolloutPrompt> prompts, int count, long seed, long iteration) {
    int perEpoch = prompts.size() / count;
    int[] order = RowPlan.order(prompts.size(), seed, "prompts", iteration / perEpoch);
    int from = (int) (iteration % perEpoch) * count;
    List<Placed> placed = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      placed.add(new Placed(i, prompts.get(order[from + i])));
    }
    return placed;
  }

  /** All prompts, in their order. */
  public static List<Placed> all(List<RolloutPrompt> prompts) {
    List<Placed> placed = new ArrayList<>();
    for (int i = 0; i < prompts.size(); i++) {
      placed.add(new Placed(i, prompts.get(i)));
    }
    return placed;
  }

  /**
   * Prompts that go together.
   *
   * @param prompts the prompts of an iteration
   * @param samples answers to each
   */
  public static List<List<Placed>> parts(List<Placed> prompts, int samples) {
    int together = 1;
    while (together * samples % Generator.ROWS != 0) {
      together++;
    }
    List<Placed> sorted = new ArrayList<>(prompts);
    sorted.sort(
        Comparator.<Placed>comparingInt(RolloutPlan::padded).thenComparingInt(Placed::place));
    List<List<Placed>> parts = new ArrayList<>();
    List<Placed> part = new ArrayList<>();
    for (Placed prompt : sorted) {
      boolean full = part.size() == together;
      if (full || (!part.isEmpty() && padded(part.get(0)) != padded(prompt))) {
        parts.add(part);
        part = new ArrayList<>();
      }
      part.add(prompt);
    }
    if (!part.isEmpty()) {
      parts.add(part);
    }
    return parts;
  }

  private static int padded(Placed placed) {
    return Generator.paddedLength(placed.prompt().tokens().length);
  }

  /** Deals parts out to so many workers, so that each gets short and long ones. */
  public static <P> List<List<P>> dealt(List<P> parts, int workers) {
    List<List<P>> hands = new ArrayList<>();
    for (int worker = 0; worker < Math.min(workers, parts.size()); worker++) {
      hands.add(new ArrayList<>());
    }
    for (int i = 0; i < parts.size(); i++) {
      hands.get(i % hands.size()).add(parts.get(i));
    }
    return hands;
  }

  /** The ids of a prompt with its answer, as one sequence. */
  public static int[] sequence(Rollout rollout) {
    int[] ids = Arrays.copyOf(ids(rollout.promptTokens()), length(rollout));
    int[] answer = ids(rollout.tokens());
    System.arraycopy(answer, 0, ids, rollout.promptTokens().size(), answer.length);
    return ids;
  }

  private static int length(Rollout rollout) {
    return rollout.promptTokens().size() + rollout.tokens().size();
  }

  private static int[] ids(List<Integer> ids) {
    return ids.stream().mapToInt(Integer::intValue).toArray();
  }
}
