package dev.nightshift.curation.dedup;

import java.util.Arrays;

/**
 * Connected components of a graph that fits into memory, by union and find (Tarjan 1975) with the
 * smallest node as the root of each tree. The result does not depend on the order of the edges.
 */
public final class Components {

  private final long[] nodes;
  private final int[] parents;

  private Components(long[] nodes, int[] parents) {
    this.nodes = nodes;
    this.parents = parents;
  }

  /**
   * The components of a graph.
   *
   * @param edges two nodes after each other for each edge
   */
  public static Components of(long[] edges) {
    long[] nodes = Arrays.stream(edges).sorted().distinct().toArray();
    int[] parents = new int[nodes.length];
    Arrays.setAll(parents, i -> i);
    Components components = new Components(nodes, parents);
    for (int i = 0; i + 1 < edges.length; i += 2) {
      int one = components.root(Arrays.binarySearch(nodes, edges[i]));
      int other = components.root(Arrays.binarySearch(nodes, edges[i + 1]));
      parents[Math.max(one, other)] = Math.min(one, other);
    }
    return components;
  }

  private int root(int node) {
    int at = node;
    while (parents[at] != at) {
      parents[at] = parents[parents[at]];
      at = parents[at];
    }
    return at;
  }

  /** Number of nodes that an edge names. */
  public int size() {
    return nodes.length;
  }

  /** The i-th node, in rising order. */
  public long node(int i) {
    return nodes[i];
  }

  /** The smallest node of the component of the i-th node. */
  public long label(int i) {
    return nodes[root(i)];
  }
}
