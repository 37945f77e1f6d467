package dev.nightshift.training.federated.spark;

import dev.nightshift.training.federated.secure.MaskGraph;
import dev.nightshift.training.federated.secure.PublicKeys;
import dev.nightshift.training.federated.secure.Quantisation;
import java.io.Serializable;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What clients need to mask their vectors.
 *
 * @param graph who shares masks
 * @param attempt names the attempt at the round, for which keys are fresh
 * @param advertised the public keys by slot
 * @param sharing slots whose sealed shares came in
 * @param quantisation real numbers as whole ones
 * @param weightUnit a weight that counts as 1, at least the greatest
 */
record Masking(
    MaskGraph graph,
    String attempt,
    HashMap<Integer, PublicKeys> advertised,
    HashSet<Integer> sharing,
    Quantisation quantisation,
    double weightUnit)
    implements Serializable {

  Map<Integer, PublicKeys> keys() {
    return advertised;
  }

  Set<Integer> slots() {
    return sharing;
  }
}
