/**
 * Programs that models write: taken out of a response, put together with their tests, run in the
 * sandbox side by side, and counted; patches to repositories likewise.
 */
@NullMarked
package dev.nightshift.eval.code;

import org.jspecify.annotations.NullMarked;
