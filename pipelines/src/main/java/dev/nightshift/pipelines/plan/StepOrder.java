package dev.nightshift.pipelines.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Orders steps so that each comes after all that it needs; among free ones, as in the file. */
final class StepOrder {

  /**
   * The result.
   *
   * @param order all steps that can be ordered
   * @param cycle the names of one cycle, the first repeated at the end; empty if there is none
   */
  record Result(List<String> order, List<String> cycle) {}

  private StepOrder() {}

  /** Orders; {@code needs} has every step as a key, in the order of the file. */
  static Result of(Map<String, Set<String>> needs) {
    Map<String, Set<String>> open = new LinkedHashMap<>(needs);
    List<String> order = new ArrayList<>();
    boolean moved = true;
    while (moved) {
      moved = false;
      for (Map.Entry<String, Set<String>> step : open.entrySet()) {
        if (step.getValue().stream().noneMatch(open::containsKey)) {
          order.add(step.getKey());
          open.remove(step.getKey());
          moved = true;
          break;
        }
      }
    }
    return new Result(order, open.isEmpty() ? List.of() : cycle(open));
  }

  /** Every open step needs another open one, so following needs must come back to a step seen. */
  private static List<String> cycle(Map<String, Set<String>> open) {
    Set<String> seen = new LinkedHashSet<>();
    String at = open.keySet().iterator().next();
    while (seen.add(at)) {
      at =
          open.getOrDefault(at, Set.of()).stream()
              .filter(open::containsKey)
              .findFirst()
              .orElseThrow();
    }
    List<String> path = new ArrayList<>(seen);
    List<String> cycle = new ArrayList<>(path.subList(path.indexOf(at), path.size()));
    cycle.add(at);
    return cycle;
  }
}
