/**
 * What a table is expected to look like before it is used: bounds of counts and shares, and how far
 * its distributions may be from those of the nights before.
 */
@NullMarked
package dev.nightshift.curation.expect;

import org.jspecify.annotations.NullMarked;
