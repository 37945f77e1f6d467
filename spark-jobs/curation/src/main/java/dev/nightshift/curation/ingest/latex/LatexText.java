package dev.nightshift.curation.ingest.latex;

/**
 * A cleaned source.
 *
 * @param title what {@code \title} says; empty where nothing does
 * @param body the text
 */
public record LatexText(String title, String body) {}
