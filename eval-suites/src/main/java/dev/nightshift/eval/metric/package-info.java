/**
 * How an answer is scored against the right one: a metric is a name, a direction and a function.
 */
@NullMarked
package dev.nightshift.eval.metric;

import org.jspecify.annotations.NullMarked;
