/**
 * What all Spark jobs share: sessions, the lake with its commits, codecs, the job contract, and
 * progress. No algorithm lives here.
 */
@NullMarked
package dev.nightshift.runtime;

import org.jspecify.annotations.NullMarked;
