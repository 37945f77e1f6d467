package dev.nightshift.eval.ifeval;

import java.util.Arrays;
import java.util.Optional;

/** How a number is held against a bound. */
enum Relation {
  LESS_THAN("less than"),
  AT_LEAST("at least");

  static final String LABELS = "'less than' or 'at least'";

  private final String label;

  Relation(String label) {
    this.label = label;
  }

  static Optional<Relation> of(String label) {
    return Arrays.stream(values()).filter(relation -> relation.label.equals(label)).findFirst();
  }

  boolean holds(int number, int bound) {
    return this == LESS_THAN ? number < bound : number >= bound;
  }
}
