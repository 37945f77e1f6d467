/** Dividing documents into those for training and those held out. */
@NullMarked
package dev.nightshift.curation.split;

import org.jspecify.annotations.NullMarked;
