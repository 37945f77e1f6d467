/**
 * Functions of text as Python defines them, and the splitting of text into sentences and words:
 * what published checks of answers are written in.
 */
@NullMarked
package dev.nightshift.eval.text;

import org.jspecify.annotations.NullMarked;
