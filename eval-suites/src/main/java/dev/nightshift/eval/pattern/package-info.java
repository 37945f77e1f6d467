/**
 * Regular expressions as Python reads them, matched with a bound on their work: patterns come with
 * tasks, texts from models.
 */
@NullMarked
package dev.nightshift.eval.pattern;

import org.jspecify.annotations.NullMarked;
