/** Mail as text: messages of RFC 5322 with their parts decoded, and archives of them. */
@NullMarked
package dev.nightshift.curation.ingest.mail;

import org.jspecify.annotations.NullMarked;
