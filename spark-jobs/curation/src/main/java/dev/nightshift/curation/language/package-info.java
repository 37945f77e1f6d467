/** Telling the language of a text. */
@NullMarked
package dev.nightshift.curation.language;

import org.jspecify.annotations.NullMarked;
