/** Bringing a text into one normal form without changing what it says. */
@NullMarked
package dev.nightshift.curation.clean;

import org.jspecify.annotations.NullMarked;
