package dev.nightshift.pipelines.spec;

/**
 * A text with the place that it came from.
 *
 * @param text as written, references unresolved
 * @param place where
 */
public record Setting(String text, Place place) {}
