/**
 * The jobs of learning from rewards of the policy's own answers: their options, rollouts as tasks
 * over the executors, the course of an iteration, and the curriculum of prompts.
 */
@NullMarked
package dev.nightshift.training.spark.policy;

import org.jspecify.annotations.NullMarked;
