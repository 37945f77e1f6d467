/** What a reader of a data set should know of it: the data card and its drawings. */
@NullMarked
package dev.nightshift.curation.card;

import org.jspecify.annotations.NullMarked;
