/**
 * The forward pass of a decoder as one pure function, and its parts: norms, rotary positions,
 * attention, feed-forward and mixture of experts. Training and generation both call it; nothing
 * here keeps state between calls.
 */
@NullMarked
package dev.nightshift.inference.forward;

import org.jspecify.annotations.NullMarked;
