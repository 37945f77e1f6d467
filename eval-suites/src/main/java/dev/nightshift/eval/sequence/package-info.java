/**
 * What a sequence of models keeps, loses and gains: the transfer matrix of models that were trained
 * on one task after the other, and the measures that are read from it.
 */
@NullMarked
package dev.nightshift.eval.sequence;

import org.jspecify.annotations.NullMarked;
