/**
 * Metrics of the shipped tasks that have a rule of their own, and the vocabulary of all task files:
 * what other tools do with code beside a task, as named pure functions.
 */
@NullMarked
package dev.nightshift.eval.suite;

import org.jspecify.annotations.NullMarked;
