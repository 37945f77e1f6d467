/**
 * The jobs of evaluation ({@code evaluate}, {@code contamination}, {@code judge}, {@code report}),
 * and what they read from and write to the lake. What is asked and how it is judged lives in {@code
 * dev.nightshift.eval}.
 */
@NullMarked
package dev.nightshift.evaluation.spark;

import org.jspecify.annotations.NullMarked;
