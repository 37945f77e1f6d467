package dev.nightshift.classifiers.spark;

import dev.nightshift.classifiers.feature.TextFeatures;
import java.io.Serializable;

/**
 * A labelled row as it is trained on.
 *
 * @param docId digest of the text
 * @param features of the text
 * @param good its label
 * @param heldOut whether it is for evaluation only
 */
record LabelledRow(String docId, TextFeatures features, boolean good, boolean heldOut)
    implements Serializable {}
