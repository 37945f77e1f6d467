/** Evaluation over Spark: tasks spread over partitions, and the report made from the lake. */
@NullMarked
package dev.nightshift.evaluation;

import org.jspecify.annotations.NullMarked;
