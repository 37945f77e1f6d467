package dev.nightshift.training.data;

/**
 * A part of a sequence that lies in one row.
 *
 * @param sequence the sequence
 * @param from its first token
 * @param length number of tokens
 */
public record Piece(int sequence, int from, int length) {}
