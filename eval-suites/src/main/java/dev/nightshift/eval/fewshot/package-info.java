/** The choice of examples: the same draws as Python's {@code random}, so that prompts are equal. */
@NullMarked
package dev.nightshift.eval.fewshot;

import org.jspecify.annotations.NullMarked;
