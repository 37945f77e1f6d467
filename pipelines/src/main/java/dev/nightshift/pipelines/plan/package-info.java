/**
 * What a pipeline means: its values merged and checked against the jobs, its steps in the order in
 * which they run. Every fault is found here, before a session starts.
 */
@NullMarked
package dev.nightshift.pipelines.plan;

import org.jspecify.annotations.NullMarked;
