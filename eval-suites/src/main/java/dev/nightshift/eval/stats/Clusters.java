package dev.nightshift.eval.stats;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which items belong together, such as the questions of one passage. They are drawn together, as
 * the population that a benchmark samples is one of passages.
 */
public final class Clusters {

  private final List<String> names;
  private final List<List<Integer>> members;

  private Clusters(List<String> names, List<List<Integer>> members) {
    this.names = names;
    this.members = members;
  }

  /**
   * The clusters of some items.
   *
   * @param names name of each item's cluster; an item whose name is empty is one of its own
   */
  public static Clusters of(List<String> names) {
    List<String> all = new ArrayList<>(names.size());
    Map<String, List<Integer>> members = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      // A name that is given starts with a sign that no number of an item has.
      String name = names.get(i).isEmpty() ? "item " + i : "=" + names.get(i);
      all.add(name);
      members.computeIfAbsent(name, n -> new ArrayList<>()).add(i);
    }
    return new Clusters(List.copyOf(all), List.copyOf(members.values()));
  }

  /** How many clusters there are. */
  public int count() {
    return members.size();
  }

  /** A name for each item: equal ones for the items of a cluster. */
  public List<String> names() {
    return names;
  }

  /** The items of some clusters, in their order. */
  public int[] items(int[] clusters) {
    int size = 0;
    for (int cluster : clusters) {
      size += members.get(cluster).size();
    }
    int[] items = new int[size];
    int at = 0;
    for (int cluster : clusters) {
      for (int item : members.get(cluster)) {
        items[at++] = item;
      }
    }
    return items;
  }
}
