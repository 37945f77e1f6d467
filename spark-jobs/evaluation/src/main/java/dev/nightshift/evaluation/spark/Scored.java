package dev.nightshift.evaluation.spark;

/** A sample's value, its partner in an aggregation, and its cluster; empty for none. */
record Scored(double value, double weight, String cluster) {

  /** The same among the items of several tasks, whose clusters have nothing in common. */
  Scored inTask(String task) {
    return cluster.isEmpty() ? this : new Scored(value, weight, task + "\n" + cluster);
  }
}
