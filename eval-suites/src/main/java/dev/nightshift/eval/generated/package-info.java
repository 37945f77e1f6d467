/**
 * Word problems that need no data: each is a pure function of a seed and an index, has an answer
 * that can be checked, and belongs to the training or to the held-out side by its operands.
 */
@NullMarked
package dev.nightshift.eval.generated;

import org.jspecify.annotations.NullMarked;
