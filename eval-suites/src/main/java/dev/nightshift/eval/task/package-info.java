/**
 * What is asked: definitions in YAML, the items they are asked over, the prompts, and the scores of
 * answers. Nothing here knows a model or Spark.
 */
@NullMarked
package dev.nightshift.eval.task;

import org.jspecify.annotations.NullMarked;
