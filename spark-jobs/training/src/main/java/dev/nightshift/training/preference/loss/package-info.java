/**
 * The losses of direct preference methods as functions of the answers' log-probabilities. Each is a
 * value with its published settings; none knows a model, a batch or a trainer.
 */
@NullMarked
package dev.nightshift.training.preference.loss;

import org.jspecify.annotations.NullMarked;
