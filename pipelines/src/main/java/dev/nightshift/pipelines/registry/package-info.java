/** The registry: models under their digests in the lake, and the names that they serve under. */
@NullMarked
package dev.nightshift.pipelines.registry;

import org.jspecify.annotations.NullMarked;
