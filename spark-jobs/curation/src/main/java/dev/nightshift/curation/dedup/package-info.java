/** Finding documents that say the same. */
@NullMarked
package dev.nightshift.curation.dedup;

import org.jspecify.annotations.NullMarked;
