/**
 * Final answers of mathematical problems as published evaluations normalise and compare them, text
 * against text. What an answer means is told by {@code eval.verify}.
 */
@NullMarked
package dev.nightshift.eval.mathtext;

import org.jspecify.annotations.NullMarked;
