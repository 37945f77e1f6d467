/**
 * What is asked of a model and how its answers are judged: tasks, prompts, answer filters, metrics,
 * statistics and reports. Plain Java: a task can be scored on a laptop, Spark only spreads the
 * work.
 */
@NullMarked
package dev.nightshift.eval;

import org.jspecify.annotations.NullMarked;
