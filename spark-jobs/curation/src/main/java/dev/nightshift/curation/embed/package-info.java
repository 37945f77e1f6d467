/** Texts as vectors: a sentence encoder that runs in this process. */
@NullMarked
package dev.nightshift.curation.embed;

import org.jspecify.annotations.NullMarked;
