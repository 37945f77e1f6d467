/**
 * Learning to learn: initialisations, rates and embeddings from which few examples of a new task
 * suffice (MAML and its relatives, Reptile, prototypical networks), the tasks they are learnt on,
 * and how fast they adapt.
 *
 * <p>A method is an objective over episodes; the trainer does the rest. An episode is a function of
 * (seed, side, number), so that any worker may draw any of them.
 */
@NullMarked
package dev.nightshift.training.meta;

import org.jspecify.annotations.NullMarked;
