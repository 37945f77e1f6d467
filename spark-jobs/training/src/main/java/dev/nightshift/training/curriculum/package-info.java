/**
 * Curricula: how hard examples are, how a training proceeds from easy to hard ones (or the other
 * way round), and what each of its steps has consumed.
 *
 * <p>A teacher says which part of the examples, ordered by difficulty, a step draws from. Its draws
 * are a function of (seed, step, its state), and its state is kept with the checkpoint.
 */
@NullMarked
package dev.nightshift.training.curriculum;

import org.jspecify.annotations.NullMarked;
