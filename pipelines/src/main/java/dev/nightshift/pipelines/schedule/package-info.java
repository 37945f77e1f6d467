/**
 * The Quartz service and its calendar: schedules in a durable store, one committed outcome for each
 * schedule and fire time, whatever crashes, is missed or fires twice.
 */
@NullMarked
package dev.nightshift.pipelines.schedule;

import org.jspecify.annotations.NullMarked;
