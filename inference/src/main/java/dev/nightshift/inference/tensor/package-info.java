/**
 * Tensors that outlive a computation: who owns them, how they come from Java arrays and go back.
 * The mathematics is elsewhere.
 */
@NullMarked
package dev.nightshift.inference.tensor;

import org.jspecify.annotations.NullMarked;
