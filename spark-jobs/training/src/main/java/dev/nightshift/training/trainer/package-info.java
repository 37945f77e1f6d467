/**
 * The trainer: named parameters, a source of batches, an objective, an optimizer, further state
 * that is kept with a checkpoint, and an outer loop. It knows no model: a regressor, a
 * convolutional net and a decoder train alike.
 */
@NullMarked
package dev.nightshift.training.trainer;

import org.jspecify.annotations.NullMarked;
