/**
 * Learning from preferred and other answers without a reward model: batches of pairs and of answers
 * with labels, what the reference says of them, and the objective over the losses of {@code
 * preference.loss}.
 */
@NullMarked
package dev.nightshift.training.preference;

import org.jspecify.annotations.NullMarked;
