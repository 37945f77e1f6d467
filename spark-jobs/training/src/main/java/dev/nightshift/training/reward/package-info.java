/**
 * Learning what people prefer as a number: reward models on pairs of answers, process reward models
 * on the steps of answers, and what is measured of them.
 */
@NullMarked
package dev.nightshift.training.reward;

import org.jspecify.annotations.NullMarked;
