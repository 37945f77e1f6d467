/**
 * The state of a training between two steps: checkpoint folders, the chain of segments between
 * them, and what a segment measured.
 */
@NullMarked
package dev.nightshift.training.state;

import org.jspecify.annotations.NullMarked;
