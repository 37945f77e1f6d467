package dev.nightshift.evaluation.spark;

import java.io.Serializable;

/**
 * What a model said.
 *
 * @param position number of the request
 * @param text the answer
 */
record Answer(int position, String text) implements Serializable {}
