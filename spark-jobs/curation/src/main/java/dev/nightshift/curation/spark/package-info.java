/** The jobs of curation: they spread the algorithms of the sibling packages over Spark. */
@NullMarked
package dev.nightshift.curation.spark;

import org.jspecify.annotations.NullMarked;
