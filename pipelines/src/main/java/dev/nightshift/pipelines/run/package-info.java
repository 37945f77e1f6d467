/** Runs a plan: one session, one step after the other, each step at most once per fingerprint. */
@NullMarked
package dev.nightshift.pipelines.run;

import org.jspecify.annotations.NullMarked;
