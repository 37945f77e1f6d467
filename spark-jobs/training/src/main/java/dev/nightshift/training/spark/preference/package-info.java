/**
 * The jobs of learning from preferences, directly and as reward models: what rows of pairs,
 * labelled answers and steps mean, their encodings, and the log-probabilities of the reference.
 */
@NullMarked
package dev.nightshift.training.spark.preference;

import org.jspecify.annotations.NullMarked;
