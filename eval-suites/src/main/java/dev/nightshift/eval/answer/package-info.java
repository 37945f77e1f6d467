/** Asking a model: requests go in, texts come out. */
@NullMarked
package dev.nightshift.eval.answer;

import org.jspecify.annotations.NullMarked;
