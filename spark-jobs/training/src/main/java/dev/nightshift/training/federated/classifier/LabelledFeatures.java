package dev.nightshift.training.federated.classifier;

import dev.nightshift.classifiers.feature.TextFeatures;
import java.io.Serializable;
import java.nio.ByteBuffer;

/**
 * A text as a classifier learns from it.
 *
 * @param features of the text
 * @param good its label
 */
public record LabelledFeatures(TextFeatures features, boolean good) implements Serializable {

  byte[] bytes() {
    byte[] all = features.bytes();
    return ByteBuffer.allocate(1 + all.length).put((byte) (good ? 1 : 0)).put(all).array();
  }

  static LabelledFeatures read(ByteBuffer bytes) {
    boolean good = bytes.get() == 1;
    return new LabelledFeatures(TextFeatures.read(bytes), good);
  }
}
