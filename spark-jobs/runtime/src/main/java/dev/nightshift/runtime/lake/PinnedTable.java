package dev.nightshift.runtime.lake;

/**
 * A table at one version, as a run read it. Together the two versions decide every row that is
 * seen, now and later.
 *
 * @param name the table's name
 * @param version the table's Delta version
 * @param runsVersion the Delta version of {@code runs} that says whose rows are visible
 */
public record PinnedTable(String name, long version, long runsVersion) {}
