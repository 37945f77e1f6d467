package dev.nightshift.training.meta;

import dev.nightshift.schema.identity.Digest;
import dev.nightshift.training.meta.TaskFamily.Side;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which side a task is on, by the order of its group's digest: of G groups ⌈s G⌉ are for the test,
 * ⌈s G / 2⌉ for the validation and the rest for training, with the share s. It is a function of the
 * names alone, no seed in particular.
 */
final class TaskSides {

  /**
   * A number before the last word of a name, as in {@code logical_deduction_three_objects}. Without
   * it the name is that of a group.
   */
  private static final Pattern VARIANT =
      Pattern.compile(
          "(.+)_(?:one|two|three|four|five|six|seven|eight|nine|ten|[0-9]+)(_[A-Za-z]+)");

  private TaskSides() {}

  /**
   * What variants of one task share: names that are equal but for a number before their last word
   * ({@code …_three_objects}, {@code …_five_objects}) are one group.
   */
  static String group(String task) {
    Matcher variant = VARIANT.matcher(task);
    return variant.matches() ? variant.group(1) + variant.group(2) : task;
  }

  /**
   * The side of each task.
   *
   * @param tasks their names
   * @param share of the groups that is for the test; half as many are for the validation
   */
  static Map<String, Side> of(Collection<String> tasks, double share) {
    List<String> groups =
        tasks.stream()
            .map(TaskSides::group)
            .distinct()
            .sorted(Comparator.comparing(Digest::ofText))
            .toList();
    int test = (int) Math.ceil(share * groups.size());
    int measured = test + (int) Math.ceil(share * groups.size() / 2);
    Map<String, Side> ofGroups = new HashMap<>();
    for (int i = 0; i < groups.size(); i++) {
      ofGroups.put(
          groups.get(i), i < test ? Side.TEST : i < measured ? Side.VALIDATION : Side.TRAIN);
    }
    Map<String, Side> sides = new TreeMap<>();
    for (String task : tasks) {
      sides.put(task, ofGroups.getOrDefault(group(task), Side.TRAIN));
    }
    return sides;
  }
}
