/**
 * Filters that keep a document or refuse it with a named reason and the value that was measured.
 */
@NullMarked
package dev.nightshift.curation.filter;

import org.jspecify.annotations.NullMarked;
