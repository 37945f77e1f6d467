package dev.nightshift.eval.request;

import java.io.Serializable;

/**
 * A text to be scored after another.
 *
 * @param context what stands before; may be empty
 * @param text what is scored
 */
public record Continuation(String context, String text) implements Serializable {}
