/**
 * Finding what tells of a person or opens a door (addresses, numbers, keys) and masking it.
 * Scanners read a text once, from left to right, without patterns that could go back over it.
 */
@NullMarked
package dev.nightshift.curation.pii;

import org.jspecify.annotations.NullMarked;
