/**
 * The command line. Each command is a class; it reads its options, calls what does the work, and
 * prints. Commands that need no Spark load none.
 */
@NullMarked
package dev.nightshift.cli;

import org.jspecify.annotations.NullMarked;
