/** Randomness that is a function of names, never of the thread, task or moment that asks. */
@NullMarked
package dev.nightshift.schema.random;

import org.jspecify.annotations.NullMarked;
