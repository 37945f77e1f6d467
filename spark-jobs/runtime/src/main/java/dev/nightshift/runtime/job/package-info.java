/**
 * The contract of a job: its name, its typed options, what it reads and writes. Jobs are found by
 * {@link java.util.ServiceLoader}; the command line, the pipelines and the scheduler run them all
 * through one {@link dev.nightshift.runtime.job.JobRunner}.
 */
@NullMarked
package dev.nightshift.runtime.job;

import org.jspecify.annotations.NullMarked;
