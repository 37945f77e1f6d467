/**
 * The jobs that say how hard examples are: scores of texts and answers, losses and shares of
 * success under a model, and the classifier that is trained to predict a level.
 */
@NullMarked
package dev.nightshift.training.spark.difficulty;

import org.jspecify.annotations.NullMarked;
