/**
 * Runs programs that nobody trusts: a command with its files and its input goes in, an outcome
 * comes out. In a child process without network, bounded in time, memory, processes, output and
 * files.
 */
@NullMarked
package dev.nightshift.eval.sandbox;

import org.jspecify.annotations.NullMarked;
