/**
 * LaTeX sources as text to learn from: comments, preamble and bibliography taken out, the author's
 * own abbreviations written out, mathematics left as it stands.
 */
@NullMarked
package dev.nightshift.curation.ingest.latex;

import org.jspecify.annotations.NullMarked;
