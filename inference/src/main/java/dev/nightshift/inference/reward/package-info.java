/**
 * Reward models: what a text, or each step of it, is worth to a model with a head of labels. A
 * score is a function of the text and the model alone.
 */
@NullMarked
package dev.nightshift.inference.reward;

import org.jspecify.annotations.NullMarked;
