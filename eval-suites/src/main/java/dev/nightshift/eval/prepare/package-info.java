/**
 * From the rows of a published file to the items of a task: what other tools do with code of a
 * task's own, as named pure functions with settings.
 */
@NullMarked
package dev.nightshift.eval.prepare;

import org.jspecify.annotations.NullMarked;
