/**
 * From what a model said to the answer that is judged. A filter pipeline is a named list of steps;
 * the steps carry the names and the behaviour of lm-evaluation-harness, so that task files move
 * over.
 */
@NullMarked
package dev.nightshift.eval.filter;

import org.jspecify.annotations.NullMarked;
