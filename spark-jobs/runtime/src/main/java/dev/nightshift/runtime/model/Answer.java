package dev.nightshift.runtime.model;

import java.io.Serializable;

/**
 * What a model said.
 *
 * @param position the request's position in its task
 * @param text the answer
 */
public record Answer(int position, String text) implements Serializable {}
