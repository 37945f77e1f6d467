/** Digests and the identities made of them: of bytes, of documents, and of stored rows. */
@NullMarked
package dev.nightshift.schema.identity;

import org.jspecify.annotations.NullMarked;
