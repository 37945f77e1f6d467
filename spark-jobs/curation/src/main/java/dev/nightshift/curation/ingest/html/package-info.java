/**
 * Web pages as text: what is prose of the page stays and what is menu, header or footer goes, by
 * the context-sensitive classification of blocks of jusText.
 */
@NullMarked
package dev.nightshift.curation.ingest.html;

import org.jspecify.annotations.NullMarked;
