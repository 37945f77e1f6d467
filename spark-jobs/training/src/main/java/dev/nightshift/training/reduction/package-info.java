/**
 * Sums of gradients along one binary tree over micro-batch indices, so that the bits of a sum
 * depend on the micro-batches alone and never on which worker held which.
 */
@NullMarked
package dev.nightshift.training.reduction;

import org.jspecify.annotations.NullMarked;
