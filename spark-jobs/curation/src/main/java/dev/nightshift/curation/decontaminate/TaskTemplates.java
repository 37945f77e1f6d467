package dev.nightshift.curation.decontaminate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the questions of a benchmark share, which tells nothing of a single item: the words that all
 * of them begin and end with ("Question:", "Let us think step by step"), and n-grams within that
 * more than {@value #FEW} items and more than a hundredth of the benchmark have. Benchmarks of up
 * to {@value #FEW} items are taken as they are.
 */
final class TaskTemplates {

  private static final int FEW = 10;

  private final List<int[]> tasks;
  private final int[] before;
  private final int[] behind;

  private TaskTemplates(List<int[]> tasks, int[] before, int[] behind) {
    this.tasks = tasks;
    this.before = before;
    this.behind = behind;
  }

  /**
   * The templates of benchmarks.
   *
   * @param items the items
   * @param questions the hashes of the words of each item's question
   */
  static TaskTemplates of(List<BenchmarkItem> items, long[][] questions) {
    Map<String, List<Integer>> byTask = new HashMap<>();
    for (int i = 0; i < questions.length; i++) {
      byTask.computeIfAbsent(items.get(i).task(), task -> new ArrayList<>()).add(i);
    }
    List<int[]> tasks = new ArrayList<>();
    int[] before = new int[questions.length];
    int[] behind = new int[questions.length];
    for (List<Integer> places : byTask.values()) {
      int[] task = places.stream().mapToInt(Integer::intValue).toArray();
      if (task.length > FEW) {
        tasks.add(task);
        int start = shared(questions, task, 0, true);
        int end = shared(questions, task, start, false);
        for (int i : task) {
          before[i] = start;
          behind[i] = end;
        }
      }
    }
    return new TaskTemplates(tasks, before, behind);
  }

  /** How many words all questions share, of what is left behind the first {@code taken}. */
  private static int shared(long[][] questions, int[] task, int taken, boolean fromStart) {
    long[] model = questions[task[0]];
    int shared = model.length - taken;
    for (int i : task) {
      long[] other = questions[i];
      int same = 0;
      while (same < Math.min(shared, other.length - taken)
          && (fromStart
              ? model[same] == other[same]
              : model[model.length - 1 - same] == other[other.length - 1 - same])) {
        same++;
      }
      shared = same;
    }
    return shared;
  }

  /** Words of the template before what an item asks. */
  int before(int item) {
    return before[item];
  }

  /** Words of the template behind it. */
  int behind(int item) {
    return behind[item];
  }

  /** Takes n-grams of templates away, unless an item would have none left. */
  void removeShared(long[][] grams) {
    for (int[] task : tasks) {
      long most = Math.max(FEW, task.length / 100);
      Map<Long, Integer> having = new HashMap<>();
      for (int i : task) {
        for (long gram : grams[i]) {
          having.merge(gram, 1, Integer::sum);
        }
      }
      for (int i : task) {
        long[] own =
            Arrays.stream(grams[i]).filter(gram -> having.getOrDefault(gram, 0) <= most).toArray();
        if (own.length > 0) {
          grams[i] = own;
        }
      }
    }
  }
}
