package dev.nightshift.pipelines.schedule;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A schedule as it stands in the store.
 *
 * @param schedule the schedule
 * @param next when it is due next; null if never
 * @param paused whether it waits for {@code resume}
 */
public record Planned(Schedule schedule, @Nullable Instant next, boolean paused) {}
