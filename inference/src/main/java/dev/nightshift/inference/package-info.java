/**
 * The model and its use, without Spark: configuration, forward pass, checkpoints, tokenizer,
 * generation, scoring and export. Training shares the forward pass that is here, so the two cannot
 * drift.
 */
@NullMarked
package dev.nightshift.inference;

import org.jspecify.annotations.NullMarked;
