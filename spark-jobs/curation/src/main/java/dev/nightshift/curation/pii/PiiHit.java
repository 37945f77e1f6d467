package dev.nightshift.curation.pii;

/**
 * A place where personal data stands.
 *
 * @param kind what it is
 * @param start first code unit
 * @param end the code unit behind the last one
 */
public record PiiHit(PiiKind kind, int start, int end) {}
