/**
 * Continuations of prompts. A continuation depends on the request, the model and the settings,
 * never on the batch.
 */
@NullMarked
package dev.nightshift.inference.generate;

import org.jspecify.annotations.NullMarked;
