/** How much of which source a training set is made of. */
@NullMarked
package dev.nightshift.curation.mix;

import org.jspecify.annotations.NullMarked;
