/**
 * Classifiers of texts as models of federated averaging: a Deeplearning4j network over the features
 * of their clients' texts.
 */
@NullMarked
package dev.nightshift.training.federated.classifier;

import org.jspecify.annotations.NullMarked;
