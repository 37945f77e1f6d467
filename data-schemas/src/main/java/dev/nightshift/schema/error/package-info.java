/**
 * The errors that a user may see. Every one says what was wrong, where it came from and what to do;
 * all of them are built from {@link dev.nightshift.schema.error.Fault}s and end in one of four exit
 * codes. Errors of programming stay plain Java exceptions.
 */
@NullMarked
package dev.nightshift.schema.error;

import org.jspecify.annotations.NullMarked;
