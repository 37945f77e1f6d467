/**
 * What is asked of a model for an item, and what it answers: kinds of requests, prompts with their
 * examples, contexts and continuations.
 */
@NullMarked
package dev.nightshift.eval.request;

import org.jspecify.annotations.NullMarked;
