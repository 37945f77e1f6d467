/**
 * The jobs of federated averaging: their options and requests, whose row is whose, the rounds with
 * their log and their budget, and rounds that are computed again. What a round is lives in {@code
 * training.federated}.
 */
@NullMarked
package dev.nightshift.training.spark.federated;

import org.jspecify.annotations.NullMarked;
