/**
 * Pipelines as they are written: the YAML format, its references and layers, and the check that
 * finds every fault of a file before anything runs. Nothing here starts a job.
 */
@NullMarked
package dev.nightshift.pipelines.spec;

import org.jspecify.annotations.NullMarked;
