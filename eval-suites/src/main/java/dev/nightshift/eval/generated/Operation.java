package dev.nightshift.eval.generated;

/** What leads from the two numbers that a question shows to its answer. */
enum Operation {
  ADD,
  SUBTRACT,
  MULTIPLY,
  /** The second number by the first. */
  DIVIDE
}
