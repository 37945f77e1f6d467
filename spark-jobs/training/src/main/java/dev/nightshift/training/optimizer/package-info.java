/** Optimizers, learning-rate schedules and clipping, all over flat buffers. */
@NullMarked
package dev.nightshift.training.optimizer;

import org.jspecify.annotations.NullMarked;
