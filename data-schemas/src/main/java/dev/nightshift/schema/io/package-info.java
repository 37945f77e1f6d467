/** Streams that know how far they were read, so that hostile files cost bounded memory and disk. */
@NullMarked
package dev.nightshift.schema.io;

import org.jspecify.annotations.NullMarked;
