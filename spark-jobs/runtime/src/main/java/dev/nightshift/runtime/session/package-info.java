/**
 * Spark sessions: how one is made for a single machine and how one is taken from a cluster. What
 * the lake needs of a session is set here and nowhere else.
 */
@NullMarked
package dev.nightshift.runtime.session;

import org.jspecify.annotations.NullMarked;
