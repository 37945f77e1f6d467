/** Telling the language of a text. */
@NullMarked
package dev.nightshift.eval.language;

import org.jspecify.annotations.NullMarked;
