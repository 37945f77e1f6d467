/**
 * Folders in the layout of Hugging Face data sets: which of their files hold data, of which
 * configuration and which split.
 */
@NullMarked
package dev.nightshift.curation.ingest.huggingface;

import org.jspecify.annotations.NullMarked;
