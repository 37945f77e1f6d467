/**
 * How sure a score is, and whether two scores differ: means with standard errors, intervals, paired
 * tests, and the estimators of evaluation. Pure functions of numbers; randomness is counter-based.
 */
@NullMarked
package dev.nightshift.eval.stats;

import org.jspecify.annotations.NullMarked;
