package dev.nightshift.curation.filter;

/**
 * Why a filter refused a document.
 *
 * @param reason name of the reason
 * @param value what was measured
 * @param detail the measurement and its limit, in words
 */
public record Refusal(String reason, double value, String detail) {}
